namespace SparseAutoencoders;

/// <summary>Rows of length 1.</summary>
internal static class UnitRows
{
    /// <summary>Takes off a gradient its part along the row.</summary>
    public static void Project<T>(ReadOnlySpan<T> row, Span<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Elementwise.Map<T, AddScaled<T>>(row, gradient, gradient, new AddScaled<T>(T.CreateTruncating(-Reductions.Dot<T>(row, gradient))));

    /// <summary>Divides a row by its length; zeros stay.</summary>
    public static void SetLength<T>(Span<T> row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var length = Math.Sqrt(Reductions.SquaredNorm<T>(row));
        if (length > 0) Elementwise.Map<T, Scale<T>>(row, row, new Scale<T>(T.CreateTruncating(1 / length)));
    }
}
