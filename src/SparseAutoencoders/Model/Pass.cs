namespace SparseAutoencoders;

/// <summary>What one batch leaves behind at each station; a second instance holds the gradients of the same quantities.</summary>
/// <remarks>Each matrix is made when a station first asks for it, so a forward-only pass and a gradient pass pay only for what they
/// hold.</remarks>
/// <param name="capacity">Rows there is room for.</param>
/// <param name="inputs">Inputs d of a row.</param>
/// <param name="hiddenUnits">Hidden units k.</param>
/// <param name="targets">Numbers of a target row; 0 where rows themselves are rebuilt.</param>
public sealed class Pass<T>(int capacity, int inputs, int hiddenUnits, int targets = 0) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] _outputSums = new double[targets > 0 ? targets : inputs];
    private double[] _unitSums = new double[hiddenUnits];
    private Matrix<T>? _paired, _input, _target, _encoderInput, _preCodes, _codes, _slopes, _logits, _output;
    private Matrix<T>?[] _prefixLogits = [];
    private Segment<T>[] _segments = [];
    private object? _state;

    /// <summary>Rows there is room for.</summary>
    public int Capacity => capacity;

    /// <summary>Rows of this batch.</summary>
    public int Rows { get; private set; }

    /// <summary>m, the rows that means are taken over: this batch's, or all rows' when a full batch goes through in blocks.</summary>
    public int MeanOver { get; private set; }

    /// <summary>Inputs d of a row.</summary>
    public int Inputs => inputs;

    /// <summary>Numbers of an output: inputs, but for a transcoder.</summary>
    public int Outputs => targets > 0 ? targets : inputs;

    /// <summary>Hidden units k.</summary>
    public int HiddenUnits => hiddenUnits;

    /// <summary>X, (rows, inputs), after scaling.</summary>
    public Matrix<T> Input
    {
        get => Sized(ref _input, inputs);
        set => _input = value;
    }

    /// <summary>There are rows; false where codes alone are decoded.</summary>
    internal bool HasInput { get; set; } = true;

    /// <summary>What the output is compared with, (rows, outputs): the input, unless another was given.</summary>
    public Matrix<T> Target
    {
        get => _target ?? Input;
        set => _target = value;
    }

    /// <summary>What the encoder's weights are multiplied with, (rows, inputs): the input, unless something is taken off it first.</summary>
    public Matrix<T> EncoderInput => TakesOff ? Sized(ref _encoderInput, inputs) : Input;

    /// <summary>Something is taken off the input before it is encoded.</summary>
    internal bool TakesOff { get; init; }

    /// <summary>Where prefixes of the units end, all units last: there is an output for each. Null where there is one alone.</summary>
    internal Prefixes? Prefixes { get; init; }

    /// <summary>Room for the batch's rows as they come, (rows, inputs), or (rows, inputs + targets): then <see cref="Take"/>.</summary>
    internal Matrix<T> Incoming => targets > 0 ? Sized(ref _paired, inputs + targets) : Input;

    /// <summary>Takes the batch's rows as they come: they are the input, or are parted into input and target.</summary>
    internal void Take(Matrix<T> rows)
    {
        if (rows.Columns == inputs)
        {
            Input = rows;
            return;
        }
        rows.CopyColumns(0, Input);
        rows.CopyColumns(inputs, Sized(ref _target, targets));
    }

    /// <summary>Which of this machine's shards the rows are of.</summary>
    internal int Shard { get; set; }

    /// <summary>The number of the block that the rows are, where all go through.</summary>
    internal int Block { get; set; }

    /// <summary>What a mechanism keeps of the pass from one of its methods to the next.</summary>
    internal TState State<TState>() where TState : class, new() => (TState)(_state ??= new TState());

    /// <summary>The rows are trained on. Else the codes are those of the model in use.</summary>
    public bool IsTraining { get; init; }

    /// <summary>Sums over rows that there are of each unit.</summary>
    public int SumsPerUnit
    {
        get => _unitSums.Length / hiddenUnits;
        init => _unitSums = new double[value * hiddenUnits];
    }

    /// <summary>Pre-codes stay when there are codes. Else both lie in one place, which costs nothing: a mechanism then works number by number.</summary>
    public bool KeepsPreCodes { get; init; }

    /// <summary>Z = X W_eᵀ + b_e, (rows, hidden units); unless they are kept, until the codes take their place.</summary>
    public Matrix<T> PreCodes => KeepsPreCodes ? Sized(ref _preCodes, hiddenUnits) : Codes;

    /// <summary>H, (rows, hidden units).</summary>
    public Matrix<T> Codes
    {
        get => Sized(ref _codes, hiddenUnits);
        set => _codes = value;
    }

    /// <summary>H by its places that are not 0, where a mechanism made them from <see cref="Codes"/>: the products then work on these alone. Else null.</summary>
    /// <remarks>Among the gradients: those of the codes at these places.</remarks>
    public SparseCodes<T>? SparseCodes { get; set; }

    /// <summary>g'(Z), (rows, hidden units), where a mechanism needs it.</summary>
    public Matrix<T> Slopes => Sized(ref _slopes, hiddenUnits);

    /// <summary>H W_d + b_d, (rows, outputs): the output before the decoder's last step.</summary>
    public Matrix<T> Logits
    {
        get => Sized(ref _logits, Outputs);
        set => _logits = value;
    }

    /// <summary>The outputs before the decoder's last step, one for each prefix of the units: the last is <see cref="Logits"/>.</summary>
    internal ReadOnlyMemory<Segment<T>> LogitSegments
    {
        get
        {
            var count = 1 + (Prefixes?.Count ?? 0);
            if (_segments.Length != count) (_segments, _prefixLogits) = (new Segment<T>[count], new Matrix<T>?[count - 1]);
            for (var s = 0; s < count - 1; s++) _segments[s] = new(Prefixes![s], Sized(ref _prefixLogits[s], Outputs));
            _segments[^1] = new(hiddenUnits, Logits);
            return _segments;
        }
    }

    /// <summary>X̂, (rows, outputs).</summary>
    public Matrix<T> Output => Sized(ref _output, Outputs);

    /// <summary>Σ over this batch's rows of each unit's code, then what else the mechanism sums, <see cref="SumsPerUnit"/> in all; a mean over all workers' rows is taken from their sums.</summary>
    /// <remarks>Among the gradients: Σ of each unit's pre-code gradients, which is that of its bias.</remarks>
    public Span<double> UnitSums => _unitSums;

    /// <summary>Among the gradients: Σ over this batch's rows of each logit's gradient, which is that of its bias.</summary>
    public Span<double> OutputSums => _outputSums;

    /// <summary>Has the pass work on some of another's rows, in their place.</summary>
    internal void Show(Pass<T> other, int first)
    {
        Matrix<T> Window(Matrix<T> of, Matrix<T>? shown)
        {
            var offset = first * of.Columns;
            return shown is not null && shown.Rows == Rows && shown.IsWindow(of, offset) ? shown : of.Window(offset, Rows, of.Columns);
        }
        (_input, _codes, _logits) = (Window(other.Input, _input), Window(other.Codes, _codes), Window(other.Logits, _logits));
    }

    /// <summary>Writes <see cref="SparseCodes"/> to <see cref="Codes"/> with their zeros, where they are there.</summary>
    internal void FillCodes() => SparseCodes?.Fill(Codes);

    /// <summary>Says how many rows the batch holds and how many its means are over.</summary>
    public void Resize(int rows, int meanOver)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, capacity);
        (Rows, MeanOver) = (rows, meanOver);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Matrix<T> Sized(ref Matrix<T>? matrix, int columns)
    {
        matrix ??= new Matrix<T>(capacity, columns);
        if (matrix.Rows != Rows) matrix.Resize(Rows);
        return matrix;
    }
}
