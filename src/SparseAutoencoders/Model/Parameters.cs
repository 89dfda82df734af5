namespace SparseAutoencoders;

/// <summary>All numbers that a model consists of, in one run, by the blocks of a <see cref="ParameterTable"/>; a second instance holds the gradients.</summary>
public sealed class Parameters<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _all;
    private readonly Dictionary<string, Matrix<T>> _blocks;

    /// <summary>Zeros.</summary>
    public Parameters(ParameterTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Table = table;
        _all = new Matrix<T>(1, table.Count);
        Numbers = _all.Window(0, 1, table.Learned);
        _blocks = table.Blocks.ToDictionary(block => block.Name, block => _all.Window(table.OffsetOf(block.Name), block.Columns is null ? 1 : block.Rows, block.Columns ?? block.Rows));
        (EncoderWeights, EncoderBiasRow, DecoderBiasRow) = (this[ParameterTable.EncoderWeights], this[ParameterTable.EncoderBiases], this[ParameterTable.DecoderBiases]);
        DecoderWeights = table.Tied ? EncoderWeights : this[ParameterTable.DecoderWeights];
    }

    /// <summary>Zeros, without blocks of a mechanism.</summary>
    internal Parameters(int inputs, int hiddenUnits, bool tied) : this(new ParameterTable(inputs, hiddenUnits, tied))
    {
    }

    /// <summary>Which blocks there are.</summary>
    public ParameterTable Table { get; }

    /// <summary>Inputs d.</summary>
    public int Inputs => Table.Inputs;

    /// <summary>Numbers of an output: inputs, but for a transcoder.</summary>
    public int Outputs => Table.Outputs;

    /// <summary>Hidden units k.</summary>
    public int HiddenUnits => Table.HiddenUnits;

    /// <summary>The decoder's weights are the encoder's.</summary>
    public bool Tied => Table.Tied;

    /// <summary>W_e, (hidden units, inputs).</summary>
    public Matrix<T> EncoderWeights { get; }

    /// <summary>W_d, (hidden units, outputs); the same matrix as <see cref="EncoderWeights"/> when tied.</summary>
    public Matrix<T> DecoderWeights { get; }

    /// <summary>b_e, one a hidden unit.</summary>
    public Span<T> EncoderBiases => EncoderBiasRow.All;

    /// <summary>b_d, one an output.</summary>
    public Span<T> DecoderBiases => DecoderBiasRow.All;

    /// <summary>b_e as a matrix, (1, hidden units).</summary>
    public Matrix<T> EncoderBiasRow { get; }

    /// <summary>b_d as a matrix, (1, outputs).</summary>
    public Matrix<T> DecoderBiasRow { get; }

    /// <summary>What is decayed: W_e and, if free, W_d, and what a mechanism adds.</summary>
    public Span<T> Weights => All[..Table.Decayed];

    /// <summary>What is learned, (1, count).</summary>
    public Matrix<T> Numbers { get; }

    /// <summary>All numbers: what is learned, then buffers.</summary>
    public Span<T> All => _all.All;

    /// <summary>A block: a matrix, or a vector as (1, numbers).</summary>
    /// <exception cref="ArgumentException">There is no such block.</exception>
    public Matrix<T> this[string block] => _blocks.TryGetValue(block, out var numbers) ? numbers : throw new ArgumentException($"There is no block {block}.", nameof(block));

    /// <summary>Names all numbers, as the model file does.</summary>
    internal void KeepIn(SavedState state)
    {
        foreach (var block in Table.Blocks) state.KeepParameter(block.Name, this[block.Name].All, block.Shape);
    }

    /// <summary>Puts sums over rows in the place of biases, or adds them to what is there.</summary>
    internal static void PutBiases(ReadOnlySpan<double> sums, Span<T> biases, bool add)
    {
        for (var i = 0; i < biases.Length; i++) biases[i] = T.CreateTruncating(sums[i]) + (add ? biases[i] : T.Zero);
    }

    /// <summary>Another of the same shape, zeros.</summary>
    public Parameters<T> Empty() => new(Table);

    /// <summary>The same numbers in another precision.</summary>
    public Parameters<TOther> As<TOther>() where TOther : unmanaged, IBinaryFloatingPointIeee754<TOther>
    {
        var other = new Parameters<TOther>(Table);
        var from = All;
        var to = other.All;
        for (var i = 0; i < from.Length; i++) to[i] = TOther.CreateTruncating(from[i]);
        return other;
    }
}
