namespace SparseAutoencoders;

/// <summary>What makes the codes sparse: <see cref="KlOptions"/> or <see cref="HeldOptions"/>; or, of <see cref="L0Options"/>, <see cref="TopKOptions"/>, <see cref="BatchTopKOptions"/>,
/// <see cref="JumpReluOptions"/>, <see cref="L1Options"/> or <see cref="GatedOptions"/>. A mechanism derives its own options, and says here all that the rest of the library must know of it.</summary>
public abstract record SparsityOptions
{
    /// <summary>What makes a code of a pre-code, as model files name it: "sigmoid".</summary>
    public abstract string Activation { get; }

    /// <summary>What was asked, for tables: ρ, say.</summary>
    public virtual IReadOnlyList<AskedFigure> Asked => [];

    /// <summary>What it is judged by, beside the figures of every model; <see cref="ISparsity{T}.Judge"/> works them out.</summary>
    public virtual IReadOnlyList<Figure> Figures => [];

    /// <summary>Mean activation that is asked of every unit; null where none is.</summary>
    public virtual double? MeanActivationAsked => null;

    /// <summary>What a unit's mean activation costs, for pictures; null where it costs nothing by itself.</summary>
    public virtual Func<double, double>? PenaltyOfMean => null;

    /// <summary>The setting that weighs the penalty, for messages; null where there is none.</summary>
    public virtual string? PenaltyWeight => null;

    /// <summary>The same where every step is over all rows; null where it goes with mini-batches alone.</summary>
    public virtual SparsityOptions? OverAllRows => this;

    /// <summary>What gradients are checked for, and a word for each that is put before the mechanism's name.</summary>
    public virtual IReadOnlyList<(string Word, SparsityOptions Options)> Checked => [("", this)];

    /// <summary>Codes as operators of ONNX; null where there is no such graph, and models cannot be exported.</summary>
    public virtual IReadOnlyList<GraphNode>? Graph => null;

    /// <summary>Most codes are 0: a unit is active where its code is above 0. Else codes lie in (0, 1), and it is active above ½.</summary>
    public virtual bool CodesAreSparse => false;

    /// <summary>The decoder's biases are taken off a row before it is encoded.</summary>
    public virtual bool TakesDecoderBiasOff => false;

    /// <summary>How each row is scaled by itself, before all are scaled alike; null for not at all.</summary>
    public virtual RowScaling? ScalesEachRow => null;

    /// <summary>Outputs also get a linear map of the row, <see cref="ParameterTable.SkipWeights"/>: models made elsewhere, which cannot be trained here.</summary>
    public virtual bool HasSkip => false;

    /// <summary>Prefixes of the units that are to rebuild the rows by themselves, too; null for none.</summary>
    public virtual Prefixes? UnitPrefixes => null;

    /// <summary>What goes well with it where nothing else is asked for.</summary>
    /// <param name="hiddenUnits">Hidden units k.</param>
    public virtual SparsityDefaults Defaults(int hiddenUnits) => new();

    /// <summary>The same with what was left open filled in.</summary>
    /// <param name="hiddenUnits">Hidden units k.</param>
    /// <exception cref="ArgumentException">It does not go with so many.</exception>
    public virtual SparsityOptions Completed(int hiddenUnits) => this;

    /// <summary>Parameters and buffers of its own, beside weights and biases.</summary>
    public virtual IReadOnlyList<Block> Blocks(int inputs, int hiddenUnits) => [];

    /// <summary>Sets parameters before the first step.</summary>
    /// <param name="parameters">Zeros.</param>
    /// <param name="random">Draws.</param>
    public virtual void Initialize<T>(Parameters<T> parameters, RandomNumbers random) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Initialization.FillWeights(parameters, random);

    /// <summary>Its figures in a few words for a line of progress; empty where there are none.</summary>
    /// <param name="figures">One value a figure.</param>
    /// <param name="brief">For a bar, which has little room.</param>
    public virtual string Describe(IReadOnlyList<double> figures, bool brief) =>
        string.Join("  ", Figures.Zip(figures, (figure, value) => string.Create(CultureInfo.InvariantCulture, $"{figure.Title} {value:G4}")));

    /// <summary>What a person should be told of a model with these figures, in a plain sentence with what to try; null where nothing is amiss.</summary>
    /// <param name="figures">One value a figure.</param>
    /// <param name="meanActivation">Mean activation, mean over units.</param>
    public virtual string? Finding(IReadOnlyList<double> figures, double meanActivation) => null;

    /// <summary>The station.</summary>
    /// <param name="parameters">The model's.</param>
    /// <param name="workers">Threads.</param>
    public abstract ISparsity<T> Create<T>(Parameters<T> parameters, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>What goes well with a mechanism where nothing else is asked for.</summary>
/// <param name="Decoder">The decoder's last step.</param>
/// <param name="WeightDecay">Weight λ of the sum of squared weights.</param>
/// <param name="AdamRate">Learning rate of Adam.</param>
public sealed record SparsityDefaults(OutputFunction Decoder = OutputFunction.Sigmoid, double WeightDecay = 1e-5, double AdamRate = 0.01)
{
    /// <summary>How rows are made comparable.</summary>
    public ScalingOptions Scaling { get; init; } = new NoScaling();

    /// <summary>Units that carry nothing begin anew.</summary>
    public bool Revive { get; init; }

    /// <summary>The rate rises, is held and falls.</summary>
    public bool RatesRiseAndFall { get; init; }
}

/// <summary>An operator of a graph from "pre-codes" to "codes".</summary>
/// <param name="Operator">Its name in ONNX.</param>
/// <param name="Inputs">What goes in: "pre-codes", or "products", which are the same without the encoder's biases; outputs of operators before it; names of blocks; numbers, as "0".</param>
/// <param name="Output">What comes out; "codes" of the last.</param>
public sealed record GraphNode(string Operator, IReadOnlyList<string> Inputs, string Output)
{
    /// <summary>What else comes out, where an operator has several outputs.</summary>
    public IReadOnlyList<string> MoreOutputs { get; init; } = [];

    /// <summary>Its attributes.</summary>
    public IReadOnlyList<GraphSetting> Attributes { get; init; } = [];
}

/// <summary>An attribute of an operator.</summary>
/// <param name="Name">Its name in ONNX.</param>
/// <param name="Value">A whole number.</param>
/// <param name="IsList">The attribute is a list, of this number alone.</param>
public sealed record GraphSetting(string Name, long Value, bool IsList = false);
