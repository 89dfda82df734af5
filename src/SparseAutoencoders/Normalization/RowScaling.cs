namespace SparseAutoencoders;

/// <summary>How each row is scaled by itself, before all rows are scaled alike. What is rebuilt is scaled back by the same two numbers of the row.</summary>
public enum RowScaling
{
    /// <summary>(x − mean) / (s + 0.00001), mean and standard deviation s over the row's own inputs; s divides by inputs − 1. Outputs are multiplied by s, and the mean added.</summary>
    LayerNorm,

    /// <summary>x · √d / ‖x‖, d inputs: every row has the length √d. Outputs are multiplied by ‖x‖ / √d. A row of zeros stays as it is.</summary>
    RootLength,
}

/// <summary>Two numbers of a row: what is taken off its inputs, and what they are divided by.</summary>
/// <param name="Shift">Taken off.</param>
/// <param name="Length">Divides afterwards.</param>
/// <param name="Undo">What outputs are multiplied by, before the shift is added.</param>
internal readonly record struct OneRowScale(double Shift, double Length, double Undo)
{
    private const double Least = 1e-5;                           // beside the standard deviation

    public static OneRowScale Of<T>(RowScaling scaling, ReadOnlySpan<T> row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var x in row) sum += double.CreateTruncating(x);
        var mean = scaling == RowScaling.LayerNorm ? sum / row.Length : 0;
        foreach (var x in row) squares += (double.CreateTruncating(x) - mean) * (double.CreateTruncating(x) - mean);
        if (scaling == RowScaling.LayerNorm)
        {
            var deviation = Math.Sqrt(squares / (row.Length - 1));
            return new(mean, deviation + Least, deviation);
        }
        var length = squares == 0 ? 1 : Math.Sqrt(squares / row.Length);
        return new(0, length, length);
    }
}

/// <summary>Another source's rows, each scaled by itself.</summary>
internal sealed class EvenRows(IRows rows, RowScaling scaling) : RowView(rows)
{
    public override void Read<T>(int first, Span<T> destination)
    {
        Source.Read(first, destination);
        for (var r = 0; r < destination.Length; r += Width)
        {
            var row = destination.Slice(r, Width);
            var scale = OneRowScale.Of<T>(scaling, row);
            for (var j = 0; j < row.Length; j++) row[j] = T.CreateTruncating((double.CreateTruncating(row[j]) - scale.Shift) / scale.Length);
        }
    }
}

/// <summary>What was rebuilt of rows that were scaled one by one, scaled back.</summary>
/// <param name="rebuilt">Outputs.</param>
/// <param name="rows">The rows before they were scaled, as wide as the outputs.</param>
/// <param name="scaling">How they were.</param>
internal sealed class UnevenRows(IRows rebuilt, IRows rows, RowScaling scaling) : RowView(rebuilt)
{
    public override void Read<T>(int first, Span<T> destination)
    {
        var before = new T[destination.Length];
        rows.Read<T>(first, before);
        Source.Read(first, destination);
        for (var r = 0; r < destination.Length; r += Width)
        {
            var row = destination.Slice(r, Width);
            var scale = OneRowScale.Of<T>(scaling, before.AsSpan(r, Width));
            for (var j = 0; j < row.Length; j++) row[j] = T.CreateTruncating(double.CreateTruncating(row[j]) * scale.Undo + scale.Shift);
        }
    }
}
