namespace SparseAutoencoders;

/// <summary>A model of others' in our letters: which mechanism, and where each block of numbers comes from.</summary>
/// <param name="Sparsity">The mechanism, its decoder rows as they are.</param>
/// <param name="Inputs">Inputs d.</param>
/// <param name="HiddenUnits">Hidden units k.</param>
internal sealed record ForeignDefinition(L0Options Sparsity, int Inputs, int HiddenUnits)
{
    /// <summary>Numbers of an output where targets are rebuilt; 0 where rows themselves are.</summary>
    public int Targets { get; init; }

    /// <summary>The tool's version; null where nothing says it.</summary>
    public string? Version { get; init; }

    /// <summary>By the name of each block of the model.</summary>
    public required IReadOnlyDictionary<string, ForeignBlock> Blocks { get; init; }

    /// <summary>What every input is multiplied by first.</summary>
    public double InputScale { get; init; } = 1;

    /// <summary>What every target was multiplied by.</summary>
    public double TargetScale { get; init; } = 1;

    /// <summary>What the lengths ‖W_d[l]‖ of decoder rows are taken into.</summary>
    public DecoderLengths Lengths { get; init; }

    /// <summary>Keys of the description that say what it was made for.</summary>
    public IReadOnlyDictionary<string, string> MadeFor { get; init; } = new Dictionary<string, string>();

    /// <summary>How it was taken where that is not plain.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Its weights are in double precision.</summary>
    public bool IsDouble => Blocks.Values.Any(block => block.Tensor is { Type: "F64", Shape.Count: > 1 });

    /// <summary>All numbers of a row are divided by one.</summary>
    public bool IsScaled => InputScale != 1 || TargetScale != 1;

    /// <summary>What is done to rows.</summary>
    public InputPreparation Preparation()
    {
        var preparation = new InputPreparation(null, IsScaled ? Scaled(Inputs, InputScale) : null) { Each = Sparsity.RowScale };
        return Targets == 0 ? preparation : preparation with { Targets = new(null, IsScaled ? Scaled(Targets, TargetScale) : null) };
    }

    /// <summary>The model's numbers.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="table">Which blocks there are.</param>
    public Parameters<T> Numbers<T>(string path, ParameterTable table) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parameters = new Parameters<T>(table);
        foreach (var block in table.Blocks)
        {
            if (Blocks.TryGetValue(block.Name, out var source)) source.Read(path, block, parameters[block.Name]);
            else if (block.Name is not PenaltyControl<T>.Tensor) throw new InvalidOperationException($"nothing says what {block.Name} is");
        }
        if (Sparsity is L1Options { L1: { } weight }) parameters[PenaltyControl<T>.Tensor].All[0] = T.CreateTruncating(weight);
        if (Sparsity is GatedOptions { L1: { } gateWeight }) parameters[PenaltyControl<T>.Tensor].All[0] = T.CreateTruncating(gateWeight);
        if (Lengths != DecoderLengths.Left) TakeLengths(parameters);
        return parameters;
    }

    private void TakeLengths<T>(Parameters<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const double Least = 1e-8;
        for (var l = 0; l < HiddenUnits; l++)
        {
            var encoder = parameters.EncoderWeights.Row(l);
            var decoder = parameters.DecoderWeights.Row(l);
            var length = Math.Sqrt(Reductions.SquaredNorm<T>(decoder));
            if (Lengths == DecoderLengths.Thresholds)
            {
                ref var threshold = ref parameters[L0Options.Thresholds].All[l];
                threshold = T.CreateTruncating(double.CreateTruncating(threshold) / Math.Max(length, Least));
                continue;
            }
            var factor = T.CreateTruncating(Math.Max(length, Least));
            for (var j = 0; j < encoder.Length; j++) encoder[j] *= factor;
            parameters.EncoderBiases[l] *= factor;
            for (var j = 0; j < decoder.Length; j++) decoder[j] /= factor;
        }
    }

    private static Normalizer Scaled(int width, double scale)
    {
        var scales = new double[width];
        Array.Fill(scales, scale);
        return new Normalizer(new double[width], scales, rotation: null) { IsWide = (float)scale != scale };
    }
}

/// <summary>What the lengths ‖W_d[l]‖ of decoder rows are taken into.</summary>
internal enum DecoderLengths
{
    /// <summary>Nothing.</summary>
    Left,

    /// <summary>Codes are multiplied by them, and decoder rows get the length 1.</summary>
    Codes,

    /// <summary>A unit is active where its code times the length is above the threshold: thresholds are divided by them.</summary>
    Thresholds,
}

/// <summary>Where the numbers of a block come from.</summary>
/// <param name="Tensor">The array; null where all are <paramref name="Constant"/>.</param>
/// <param name="Transposed">Its rows are the block's columns.</param>
/// <param name="Constant">What all are.</param>
internal sealed record ForeignBlock(ForeignTensor? Tensor, bool Transposed = false, double Constant = 0)
{
    /// <summary>The array holds logarithms.</summary>
    public bool IsLogarithm { get; init; }

    /// <summary>What each is multiplied by.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Multiplies each row; null for nothing.</summary>
    public ForeignTensor? RowFactors { get; init; }

    /// <summary>All numbers of a vector are one.</summary>
    public static ForeignBlock Of(double constant) => new(null, Constant: constant);

    public void Read<T>(string path, Block block, Matrix<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Tensor is null)
        {
            numbers.All.Fill(T.CreateTruncating(Constant));
            return;
        }
        long[] asked = block.Columns is { } columns ? Transposed ? [columns, block.Rows] : [block.Rows, columns] : [block.Rows];
        if (block.Columns is null && Tensor.Count == 1) numbers.All.Fill(T.CreateTruncating(Tensor.Number(path)));
        else if (!Tensor.Shape.SequenceEqual(asked)) throw new InvalidDataException($"{path}: its tensor {Tensor} should be {MessageText.Sizes(asked)}: its sizes do not go with those of the others. Get or make the file again.");
        else if (!Transposed) Tensor.Read(path, numbers.All);
        else
        {
            var turned = new Matrix<T>((int)asked[0], (int)asked[1]);
            Tensor.Read(path, turned.All);
            for (var r = 0; r < turned.Rows; r++)
            {
                var row = turned.Row(r);
                for (var c = 0; c < row.Length; c++) numbers[c, r] = row[c];
            }
        }
        if (IsLogarithm)
            foreach (ref var number in numbers.All) number = T.Exp(number);
        if (Factor != 1)
            foreach (ref var number in numbers.All) number = T.CreateTruncating(double.CreateTruncating(number) * Factor);
        if (RowFactors is null) return;
        var factors = new T[numbers.Rows];
        if (RowFactors.Count != factors.Length) throw new InvalidDataException($"{path}: its tensor {RowFactors} should hold {factors.Length} numbers. Get or make the file again.");
        RowFactors.Read<T>(path, factors);
        for (var l = 0; l < factors.Length; l++)
            foreach (ref var number in numbers.Row(l)) number *= factors[l];
    }
}
