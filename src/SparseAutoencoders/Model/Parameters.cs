namespace SparseAutoencoders;

/// <summary>Everything that is learned, in one run of numbers; a second instance holds the gradients.</summary>
/// <remarks>In order: W_e, W_d (if free), b_e, b_d. The weights come first, so that what is decayed is one span.</remarks>
internal sealed class Parameters<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _numbers;
    private readonly int _weights;

    /// <summary>Zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More parameters than one array can hold.</exception>
    public Parameters(int inputs, int hiddenUnits, bool tied)
    {
        var matrix = (long)inputs * hiddenUnits;
        var weights = tied ? matrix : 2 * matrix;
        if (weights + inputs + hiddenUnits > Array.MaxLength / 2)
            throw new ArgumentOutOfRangeException(nameof(hiddenUnits), $"hidden: {hiddenUnits} units on {inputs} inputs need more weights than fit. Take fewer units.");
        (Inputs, HiddenUnits, Tied, _weights) = (inputs, hiddenUnits, tied, (int)weights);
        _numbers = new Matrix<T>(1, _weights + hiddenUnits + inputs);
        EncoderWeights = _numbers.Window(0, hiddenUnits, inputs);
        EncoderBiasRow = _numbers.Window(_weights, 1, hiddenUnits);
        DecoderBiasRow = _numbers.Window(_weights + hiddenUnits, 1, inputs);
        DecoderWeights = tied ? EncoderWeights : _numbers.Window((int)matrix, hiddenUnits, inputs);
    }

    /// <summary>Inputs d.</summary>
    public int Inputs { get; }

    /// <summary>Hidden units k.</summary>
    public int HiddenUnits { get; }

    /// <summary>The decoder's weights are the encoder's.</summary>
    public bool Tied { get; }

    /// <summary>W_e, (hidden units, inputs).</summary>
    public Matrix<T> EncoderWeights { get; }

    /// <summary>W_d, (hidden units, inputs); the same matrix as <see cref="EncoderWeights"/> when tied.</summary>
    public Matrix<T> DecoderWeights { get; }

    /// <summary>b_e, one a hidden unit.</summary>
    public Span<T> EncoderBiases => EncoderBiasRow.All;

    /// <summary>b_d, one an input.</summary>
    public Span<T> DecoderBiases => DecoderBiasRow.All;

    /// <summary>b_e as a matrix, (1, hidden units).</summary>
    public Matrix<T> EncoderBiasRow { get; }

    /// <summary>b_d as a matrix, (1, inputs).</summary>
    public Matrix<T> DecoderBiasRow { get; }

    /// <summary>All weights, which are decayed: W_e and, if free, W_d.</summary>
    public Span<T> Weights => All[.._weights];

    /// <summary>All numbers, (1, count).</summary>
    public Matrix<T> Numbers => _numbers;

    /// <summary>All numbers.</summary>
    public Span<T> All => _numbers.All;

    /// <summary>Where a unit's own parameters stand among all numbers: its encoder row, its decoder row if free, its bias.</summary>
    public (int First, int Count)[] PlacesOf(int unit)
    {
        var (encoder, bias) = ((unit * Inputs, Inputs), (_weights + unit, 1));
        return Tied ? [encoder, bias] : [encoder, ((HiddenUnits + unit) * Inputs, Inputs), bias];
    }

    /// <summary>Names all numbers, as the model file does.</summary>
    public void KeepIn(SavedState state)
    {
        state.Keep("encoder.weight", EncoderWeights);
        state.Keep("encoder.bias", EncoderBiases);
        if (!Tied) state.Keep("W_dec", DecoderWeights);
        state.Keep("b_dec", DecoderBiases);
    }

    /// <summary>Puts sums over rows in the place of biases, or adds them to what is there.</summary>
    public static void PutBiases(ReadOnlySpan<double> sums, Span<T> biases, bool add)
    {
        for (var i = 0; i < biases.Length; i++) biases[i] = T.CreateTruncating(sums[i]) + (add ? biases[i] : T.Zero);
    }

    /// <summary>Another of the same shape, zeros.</summary>
    public Parameters<T> Empty() => new(Inputs, HiddenUnits, Tied);

    /// <summary>The same numbers in another precision.</summary>
    public Parameters<TOther> As<TOther>() where TOther : unmanaged, IBinaryFloatingPointIeee754<TOther>
    {
        var other = new Parameters<TOther>(Inputs, HiddenUnits, Tied);
        var from = All;
        var to = other.All;
        for (var i = 0; i < from.Length; i++) to[i] = TOther.CreateTruncating(from[i]);
        return other;
    }
}
