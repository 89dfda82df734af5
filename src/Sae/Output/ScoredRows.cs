using SparseAutoencoders;

namespace Sae.Output;

/// <summary>Scores as they are computed, whose first column is remembered while they are read.</summary>
internal sealed class ScoredRows(IRows scores) : RowView(scores)
{
    private readonly double[] _errors = new double[scores.Count];

    /// <summary>Each row's error, once it has been read.</summary>
    public IReadOnlyList<double> Errors => _errors;

    public override void Read<T>(int first, Span<T> destination)
    {
        Source.Read(first, destination);
        for (var row = 0; row < destination.Length / Width; row++) _errors[first + row] = double.CreateTruncating(destination[row * Width]);
    }

    /// <summary>Reads all, for the errors alone.</summary>
    public void ReadAll()
    {
        var block = new double[Math.Clamp((1 << 18) / Width, 1, Count) * Width];
        for (var first = 0; first < Count; first += block.Length / Width)
            Read(first, block.AsSpan(0, Math.Min(block.Length / Width, Count - first) * Width));
    }
}
