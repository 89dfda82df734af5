namespace SparseAutoencoders;

/// <summary>A row whose code is like another's.</summary>
/// <param name="Row">Which row, from 0.</param>
/// <param name="Cosine">Cosine of the two codes, in [0, 1].</param>
/// <param name="Shared">Units that both have, those that add most to the cosine first.</param>
public sealed record SimilarRow(int Row, double Cosine, IReadOnlyList<SharedUnit> Shared);

/// <summary>A unit that two codes have.</summary>
/// <param name="Unit">Which unit.</param>
/// <param name="Share">What it adds to the cosine, in [0, 1].</param>
public sealed record SharedUnit(int Unit, double Share);
