namespace SparseAutoencoders;

/// <summary>Codes rows of which few codes are not 0, their zeros among them.</summary>
internal abstract class FewCodesCoder<T>(Parameters<T> parameters, Matrix<T>? bias, bool takesOff) : IRowCoder<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [ThreadStatic] private static T[]? _room;

    public void Encode(PackedFactor<T> weights, Matrix<T> biases, ReadOnlySpan<T> rows, Span<T> codes)
    {
        weights.Multiply(takesOff ? Less(rows) : rows, bias ?? biases, codes);
        for (var first = 0; first < codes.Length; first += parameters.HiddenUnits) Choose(codes.Slice(first, parameters.HiddenUnits));
    }

    /// <summary>Pre-codes of a row → its codes.</summary>
    protected abstract void Choose(Span<T> row);

    private Span<T> Less(ReadOnlySpan<T> rows)
    {
        if (_room is null || _room.Length < rows.Length) _room = new T[rows.Length];
        var less = _room.AsSpan(0, rows.Length);
        var biases = parameters.DecoderBiases;
        for (var i = 0; i < rows.Length; i += biases.Length) Elementwise.Map<T, AddScaled<T>>(biases, rows.Slice(i, biases.Length), less.Slice(i, biases.Length), new AddScaled<T>(-T.One));
        return less;
    }
}

/// <summary>h = z where z is above its unit's threshold and above 0.</summary>
internal sealed class ThresholdCoder<T>(Parameters<T> parameters, Matrix<T> bias, Matrix<T> thresholds, bool takesOff) : FewCodesCoder<T>(parameters, bias, takesOff) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Choose(Span<T> row) => Elementwise.Map<T, Above>(row, thresholds.All, row, default);

    private readonly struct Above : IMap2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.ConditionalSelect(Vector512.GreaterThan(x - y, Vector512<T>.Zero) & Vector512.GreaterThan(x, Vector512<T>.Zero), x, Vector512<T>.Zero);
    }
}

/// <summary>The largest of a row, where above 0, or whatever their sign.</summary>
internal sealed class LargestCoder<T>(Parameters<T> parameters, int most, bool takesOff, bool anySign) : FewCodesCoder<T>(parameters, null, takesOff) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [ThreadStatic] private static Candidates<T>? _found;

    protected override void Choose(Span<T> row)
    {
        var found = _found ??= new();
        found.Begin(1, null, anySign ? T.NegativeInfinity : T.Zero, most, anySign: anySign);
        found.Add(0, 0, row);
        found.Complete(0);
        row.Clear();
        for (var i = 0; i < found.CountOf(0); i++) row[found.UnitsOf(0)[i]] = found.NumbersOf(0)[i];
    }
}
