namespace SparseAutoencoders.Benchmarks.Frontier;

/// <summary>Rows, a network, and a grid over which both ways to ask for ρ are tried.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Title">What it is, for a table.</param>
/// <param name="Source">Which rows.</param>
/// <param name="Rhos">ρ.</param>
/// <param name="Rates">Learning rates, the same for both ways; 0 alone for L-BFGS.</param>
/// <param name="Betas">β of the plain penalty, up to where it holds units as well as it ever does.</param>
/// <param name="Basis">Everything else.</param>
internal sealed record Scenario(string Name, string Title, Source Source, double[] Rhos, double[] Rates, double[] Betas, TrainingOptions Basis)
{
    private static readonly double[] AllRhos = [0.05, 0.02, 0.1, 0.01, 0.2];
    private static readonly double[] SomeRates = [0.003, 0.006, 0.01, 0.015, 0.03];
    private static readonly double[] FewRates = [0.003, 0.01, 0.02];
    private static readonly double[] NoRate = [0];
    private static readonly double[] FewBetas = [1, 10, 30, 100, 300];

    private static readonly TrainingOptions OnImages = new() { HiddenUnits = 196, Optimizer = new AdamOptions { Epochs = 60 } };

    // Few rows: batches of the default size would leave three steps an epoch.
    private static readonly TrainingOptions OnTable = new() { Optimizer = new AdamOptions { Epochs = 60, Batch = 32 }, Scaling = new MinMaxScaling(), Validation = 0.2 };

    /// <summary>The penalty reads the running mean; ρ is held elsewhere.</summary>
    public bool Running { get; init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("images", "images", Source.Images, [0.05], SomeRates, [1, 3, 10, 30, 100, 300, 1000], OnImages),
        new("images", "images", Source.Images, AllRhos[1..], SomeRates, FewBetas, OnImages),
        .. from source in new[] { Source.BreastCancer, Source.Wine }
           let rows = source == Source.Wine ? "wine" : "breast-cancer"
           from variant in new (string Name, string Title, TrainingOptions Basis)[]
           {
               ("", "", OnTable),
               ("-cross-entropy", ", cross-entropy", OnTable with { Loss = new CrossEntropyOptions() }),
               ("-linear", ", linear decoder", OnTable with { Decoder = OutputFunction.Linear }),
               ("-tied", ", tied weights", OnTable with { Tied = true }),
               ("-lbfgs", ", L-BFGS", OnTable with { Optimizer = new LbfgsOptions() }),
           }
           select new Scenario(rows + variant.Name, rows.Replace('-', ' ') + variant.Title, source, variant.Name is "" or "-lbfgs" ? AllRhos : [0.05],
               variant.Name == "-lbfgs" ? NoRate : SomeRates, FewBetas, variant.Basis),
        new("images-cross-entropy", "images, cross-entropy", Source.Images, [0.05], FewRates, FewBetas, OnImages with { Loss = new CrossEntropyOptions() }),
        new("images-linear", "images, linear decoder", Source.Images, [0.05], FewRates, FewBetas, OnImages with { Decoder = OutputFunction.Linear }),
        new("images-tied", "images, tied weights", Source.Images, [0.05], FewRates, FewBetas, OnImages with { Tied = true }),
        new("images", "images", Source.Images, [0.05], FewRates[..2], [1, 30, 100], OnImages) { Running = true },
        new("images-lbfgs", "images, L-BFGS", Source.Images, [0.05], NoRate, [1], OnImages with { Optimizer = new LbfgsOptions() }),
    ];

    /// <summary>Every training of the grid.</summary>
    public IEnumerable<Trial> Trials() =>
        from rho in Rhos
        from beta in Running ? Betas.Select(beta => (double?)beta) : Betas.Select(beta => (double?)beta).Prepend(null)
        from rate in Rates
        select new Trial(rho, beta, Running, rate);

    /// <summary>What a trial trains with.</summary>
    public TrainingOptions Options(Trial trial, int threads) => Basis with
    {
        Threads = threads,
        Sparsity = trial.Beta is { } beta
            ? new KlOptions { Rho = trial.Rho, Beta = beta, RhoEstimate = trial.Running ? RhoEstimate.Running : RhoEstimate.Batch }
            : new HeldOptions { Rho = trial.Rho },
        Optimizer = Basis.Optimizer is AdamOptions adam ? adam with { LearningRate = trial.Rate } : Basis.Optimizer,
    };
}

/// <summary>Where rows come from.</summary>
internal enum Source
{
    /// <summary>The first 10,000 training images of Fashion-MNIST; judged on the 10,000 in the repository as well.</summary>
    Images,

    /// <summary>569 × 30; one row in five held out.</summary>
    BreastCancer,

    /// <summary>178 × 13; one row in five held out.</summary>
    Wine,
}
