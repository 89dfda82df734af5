namespace SparseAutoencoders;

/// <summary>Everything that decides what is learned from given rows.</summary>
public sealed record TrainingOptions
{
    /// <summary>Hidden units k. Default 64; at least 1.</summary>
    [Setting("hidden", "hidden units", Min = 1)]
    public int HiddenUnits { get; init; } = 64;

    /// <summary>What makes the codes sparse: <see cref="KlOptions"/>, <see cref="HeldOptions"/>, <see cref="TopKOptions"/>, <see cref="BatchTopKOptions"/>, <see cref="JumpReluOptions"/>, <see cref="L1Options"/>
    /// or <see cref="GatedOptions"/>. Default <see cref="KlOptions"/>; what goes well with the others has <see cref="For"/>.</summary>
    public SparsityOptions Sparsity { get; init; } = new KlOptions();

    /// <summary>How far the output is from the input: <see cref="SquaredErrorOptions"/> or <see cref="CrossEntropyOptions"/>. Default <see cref="SquaredErrorOptions"/>.</summary>
    public LossOptions Loss { get; init; } = new SquaredErrorOptions();

    /// <summary>The decoder's last step. Default <see cref="OutputFunction.Sigmoid"/>; <see cref="OutputFunction.Sigmoid"/> or <see cref="OutputFunction.Linear"/>.</summary>
    [Setting("decoder", "the decoder's last step")]
    public OutputFunction Decoder { get; init; } = OutputFunction.Sigmoid;

    /// <summary>The decoder's weights are the encoder's. Default false.</summary>
    [Setting("tied", "the decoder's weights are the encoder's")]
    public bool Tied { get; init; }

    /// <summary>Weight λ of the sum of squared weights; biases are not decayed. Default 0.00001; at least 0.</summary>
    [Setting("weight-decay", "weight λ of the sum of squared weights", Min = 0)]
    public double WeightDecay { get; init; } = 1e-5;

    /// <summary>How the weights are learned: <see cref="AdamOptions"/>, <see cref="SgdOptions"/> or <see cref="LbfgsOptions"/>. Default <see cref="AdamOptions"/>.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>Units that carry nothing, dead ones and twins, begin anew during training, towards the rows that are rebuilt worst. They are looked
    /// for about ten times a run, and revived in its first four fifths, where most codes are 0 in nine tenths (there are no twins there). Default false; true with what goes well with few codes (<see cref="For"/>).</summary>
    [Setting("revive", "units that carry nothing begin anew, towards the rows rebuilt worst", Opposite = "units that carry nothing stay as they are")]
    public bool Revive { get; init; }

    /// <summary>How rows are made comparable: <see cref="NoScaling"/>, <see cref="MinMaxScaling"/>, <see cref="StandardScaling"/>, <see cref="NormScaling"/> or <see cref="ZcaScaling"/>. Default <see cref="NoScaling"/>.</summary>
    public ScalingOptions Scaling { get; init; } = new NoScaling();

    /// <summary>What stands for missing values (NaN). Default <see cref="Imputation.None"/>; <see cref="Imputation.None"/> or <see cref="Imputation.Mean"/>.</summary>
    [Setting("impute", "what stands for missing values: nothing, or the column's mean, stored in the model")]
    public Imputation Impute { get; init; }

    /// <summary>Share of the rows, drawn at random, that is held out of training and judged apart. Default 0; in [0, 1).</summary>
    [Setting("validation", "share of the rows held out", Min = 0, Below = 1)]
    public double Validation { get; init; }

    /// <summary>Megabytes of scaled rows that may be kept in memory. Where the rows take more, they are read anew for every pass, and mini-batches come out of
    /// windows of shuffled blocks: which rows a batch has depends on it. Default 1024; at least 0.</summary>
    [Setting("keep-rows", "megabytes of rows kept in memory; what takes more is read for every pass", Min = 0)]
    public int KeptMegabytes { get; init; } = 1024;

    /// <summary>How a row is drawn. Default null: as the rows say.</summary>
    public ImageShape? Image { get; init; }

    /// <summary>Start of all random numbers: the same seed gives the same bits, whatever the number of threads. Default 1.</summary>
    [Setting("seed", "start of all random numbers")]
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads that compute; 0 for one a core. The result does not depend on it. Default 0; in [0, 1024].</summary>
    [Setting("threads", "threads that compute, 0 for one a core", Min = 0, Max = 1024)]
    public int Threads { get; init; }

    /// <summary>Shards S that rows, and every batch, are cut into: a sum over rows is a chain in each, and their sums are added as a tree. The result depends on S, and not on how many machines share the shards out among them.
    /// Default 1; a power of two in [1, 1024].</summary>
    [Setting("shards", "parts that rows and batches are cut into, a power of two: as many machines at most can learn together", Min = 1, Max = 1024)]
    public int Shards { get; init; } = 1;

    /// <summary>Kind of number that is computed with. Default <see cref="Precision.Single"/>; <see cref="Precision.Single"/> or <see cref="Precision.Double"/>.</summary>
    [Setting("precision", "kind of number that is computed with")]
    public Precision Precision { get; init; } = Precision.Single;

    /// <summary>What mechanism, loss, optimizer and scaling are chosen from; options of your own are added here, so that model files can name them. Default <see cref="Choices.BuiltIn"/>.</summary>
    public Choices Choices { get; init; } = Choices.BuiltIn;

    /// <summary>Options with what goes well with a mechanism: its decoder, scaling, weight decay, rate and schedule. Say what else is to be different <c>with</c> it.</summary>
    /// <param name="sparsity">What makes the codes sparse.</param>
    /// <param name="hiddenUnits">Hidden units k, on which the rate may depend.</param>
    /// <param name="optimizer">How the weights are learned; null for Adam. Its own rate is left as it is where it is not Adam.</param>
    public static TrainingOptions For(SparsityOptions sparsity, int hiddenUnits = 64, OptimizerOptions? optimizer = null)
    {
        ArgumentNullException.ThrowIfNull(sparsity);
        var defaults = sparsity.Defaults(hiddenUnits);
        var schedule = defaults.RatesRiseAndFall ? Schedule.Trapezoid : Schedule.Linear;
        return new()
        {
            HiddenUnits = hiddenUnits,
            Sparsity = sparsity,
            Decoder = defaults.Decoder,
            Scaling = defaults.Scaling,
            WeightDecay = defaults.WeightDecay,
            Revive = defaults.Revive,
            Optimizer = optimizer switch
            {
                null => new AdamOptions { LearningRate = defaults.AdamRate, Schedule = schedule },
                MiniBatchOptions steps => steps with { Schedule = schedule },
                _ => optimizer,
            },
        };
    }

    /// <summary>Options to go on with a model (<see cref="SparseAutoencoder.Continue"/>): its mechanism, decoder, scaling and kind of number, and what goes well with the mechanism.</summary>
    /// <param name="start">The model. One that another tool made need not say how many units a row were asked for; then as many are as it has on the rows.</param>
    /// <param name="hiddenUnits">Hidden units, as many as it has or more; null for as many.</param>
    public static TrainingOptions ToContinue(SparseAutoencoder start, int? hiddenUnits = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        var own = start.Options;
        // A weight of 0 is one that is not known: L0 is held in its place.
        SparsityOptions sparsity = own.Sparsity switch
        {
            L1Options { L0: null, L1: 0 } l1 => l1 with { L1 = null },
            GatedOptions { L0: null, L1: 0 } gated => gated with { L1 = null },
            var other => other,
        };
        return For(sparsity, hiddenUnits ?? own.HiddenUnits) with
        {
            Choices = own.Choices,
            Decoder = own.Decoder,
            Tied = own.Tied,
            Loss = own.Loss,
            Scaling = own.Scaling,
            Impute = own.Impute,
            Precision = own.Precision,
            Image = own.Image,
            WeightDecay = own.WeightDecay,
        };
    }

    /// <summary>Throws if a setting is outside its range, or two do not go together. Training calls it first.</summary>
    /// <exception cref="ArgumentException">Which setting, and what to do.</exception>
    public void Check()
    {
        Setting.CheckAll(this, Choices.Common);
        Setting.CheckAll(Sparsity, Choices.Find(Choices.Sparsities, Sparsity).Settings);
        Setting.CheckAll(Loss, Choices.Find(Choices.Losses, Loss).Settings);
        Setting.CheckAll(Optimizer, Choices.Find(Choices.Optimizers, Optimizer).Settings);
        Setting.CheckAll(Scaling, Choices.Find(Choices.Scalings, Scaling).Settings);
        if (Optimizer.IsOverAllRows && Sparsity.OverAllRows is null)
            throw new ArgumentException($"optimizer: {Choices.Find(Choices.Sparsities, Sparsity).Name} needs mini-batches{(Sparsity.CodesAreSparse ? ", for which units are active changes by jumps" : "")}, and {Choices.Find(Choices.Optimizers, Optimizer).Name} steps over all rows at once, along lines. Use `AdamOptions` or `SgdOptions`.");
        if (Sparsity.CodesAreSparse && Decoder != OutputFunction.Linear)
            throw new ArgumentException($"decoder: {Choices.Find(Choices.Sparsities, Sparsity).Name} rebuilds rows as a sum of directions, which a sigmoid would bend. Use `OutputFunction.Linear`.");
        if (Sparsity.CodesAreSparse && Loss is not SquaredErrorOptions)
            throw new ArgumentException($"loss: {Choices.Find(Choices.Sparsities, Sparsity).Name} goes with the squared error alone. Use `SquaredErrorOptions`.");
        if (Sparsity.CodesAreSparse && Tied)
            throw new ArgumentException($"tied: {Choices.Find(Choices.Sparsities, Sparsity).Name} needs encoder and decoder weights of their own. Leave `Tied` out.");
        if (Sparsity.ScalesEachRow is not null && Impute != Imputation.None)
            throw new ArgumentException("impute: a row that lacks numbers has no length to be scaled by. Leave `Impute` out.");
        _ = Sparsity.Completed(HiddenUnits);
        if (!int.IsPow2(Shards)) throw new ArgumentException($"shards: {Shards} is no power of two. Give 1, 2, 4, 8 and so on.");
        if (!Loss.Accepts(Decoder))
            throw new ArgumentException($"loss: {Choices.Find(Choices.Losses, Loss).Name} is not defined for a {Setting.Show(Decoder)} decoder. Use `SquaredErrorOptions` or `OutputFunction.Sigmoid`.");
    }

    /// <summary>Throws if the options do not go with the rows.</summary>
    /// <exception cref="ArgumentException">Which, and what to do.</exception>
    internal void Check(IRows rows)
    {
        Check();
        var inputs = rows.Width - rows.TargetWidth;
        if (Image is { } image && image.Size != inputs)
            throw new ArgumentException($"image: {image} has {image.Size} inputs, but a row of {rows.Name} has {inputs}. Give a height and width whose product is {inputs}.");
        if (rows.Count < Shards) throw new ArgumentException($"shards: {rows.Name} has {rows.Count} rows, which cannot be cut into {Shards}. Give fewer `Shards`.");
        if (Optimizer is MiniBatchOptions { Batch: var batch } && batch < rows.Count && batch % Shards != 0)
            throw new ArgumentException($"batch: {batch} rows cannot be cut into {Shards} equal parts (`Shards`). Give a multiple of {Shards}.");
        if (Sparsity is TopKOptions { NegativeCodes: true }) throw new ArgumentException("negative-codes: models whose codes can be below 0 are not trained here. Take one whose codes are not.");
        if (Sparsity.HasSkip) throw new ArgumentException("skip: the linear map of the row that a skip transcoder adds is not learned here. Take a model without one.");
        if (rows.TargetWidth == 0) return;
        if (Sparsity.ScalesEachRow is not null) throw new ArgumentException("row-scale: rows with targets (`Rows.Paired`) are not scaled one by one. Take a model that does not do it.");
        if (Tied) throw new ArgumentException("tied: targets are rebuilt (`Rows.Paired`), so the decoder's weights cannot be the encoder's. Leave `Tied` out.");
        if (Scaling.Rotates)
            throw new ArgumentException($"scale: {Choices.Find(Choices.Scalings, Scaling).Name} rotates rows, which is not done to rows with targets (`Rows.Paired`). Take `StandardScaling`.");
    }

    internal ObjectiveOptions Objective => new((Optimizer.IsOverAllRows ? Sparsity.OverAllRows : null) ?? Sparsity, Loss, Decoder, WeightDecay);
}

/// <summary>Kind of number.</summary>
public enum Precision
{
    /// <summary>32 bits.</summary>
    Single,

    /// <summary>64 bits.</summary>
    Double,
}
