namespace SparseAutoencoders.Dashboard.Parts;

/// <summary>Where a tile's picture is: pictures that are seen together come in one answer, one below another.</summary>
/// <param name="Address">The picture's address; with a '#' first, the name of one that stands in the same file.</param>
/// <param name="At">Which of the tiles of that picture.</param>
/// <param name="Of">How many tiles it has.</param>
public readonly record struct PictureTile(string Address, int At = 0, int Of = 1);
