namespace SparseAutoencoders;

/// <summary>What a model is judged by, over all given rows, in the space the network sees (after scaling), computed in double precision.</summary>
public sealed record Evaluation
{
    /// <summary>Rows judged.</summary>
    public required int Rows { get; init; }

    /// <summary>Inputs of a row.</summary>
    public required int Inputs { get; init; }

    /// <summary>Numbers of an output: <see cref="Inputs"/>, but for a transcoder.</summary>
    public int Outputs { get => field > 0 ? field : Inputs; init; }

    /// <summary>Hidden units.</summary>
    public required int HiddenUnits { get; init; }

    /// <summary>What makes the codes sparse.</summary>
    public required SparsityOptions Sparsity { get; init; }

    /// <summary>The objective: reconstruction + sparsity + weight decay.</summary>
    public double LossTotal => LossReconstruction + LossSparsity + LossWeightDecay + LossAuxiliary;

    /// <summary>L: sum over inputs, mean over rows.</summary>
    public required double LossReconstruction { get; init; }

    /// <summary>βΩ.</summary>
    public required double LossSparsity { get; init; }

    /// <summary>λ(‖W_e‖² + ‖W_d‖²); tied weights count once.</summary>
    public required double LossWeightDecay { get; init; }

    /// <summary>The mechanism's second loss, where it is there out of training: 0.</summary>
    public double LossAuxiliary { get; init; }

    /// <summary>Ω, at least 0.</summary>
    public required double Penalty { get; init; }

    /// <summary>ρ̂ of each hidden unit: its mean activation over all rows.</summary>
    public required IReadOnlyList<double> MeanActivations { get; init; }

    /// <summary>Hidden units active on a row, mean over rows: above 0 where most codes are 0 (<see cref="SparsityOptions.CodesAreSparse"/>), above ½ else.</summary>
    public required double L0 { get; init; }

    /// <summary>Hidden units active on the row that has fewest.</summary>
    public int L0Min { get; init; }

    /// <summary>Hidden units active on the row that has most.</summary>
    public int L0Max { get; init; }

    /// <summary>Rows with fewer active hidden units than <see cref="L0Options.L0"/> asks for on average; 0 where nothing is asked.</summary>
    public int RowsShort { get; init; }

    /// <summary>Density of each hidden unit: the share of the rows on which it is active.</summary>
    public IReadOnlyList<double> Densities { get; init; } = [];

    /// <summary>Of each hidden unit the largest |cosine| of its decoder row with that of another; empty unless most codes are 0.</summary>
    public IReadOnlyList<double> DecoderSimilarities { get; init; } = [];

    /// <summary>Mean of <see cref="DecoderSimilarities"/>; NaN where there are none.</summary>
    public double DecoderSimilarity => DecoderSimilarities.Count > 0 ? DecoderSimilarities.Average() : double.NaN;

    /// <summary>E‖x̂‖² / E x̂·x over rows, both as the network sees them: below 1 outputs are too short by it; 0 where outputs are 0.</summary>
    public double Shrinkage { get; init; }

    /// <summary>Contrast of each hidden unit, (E[h²] − ρ̂²) / (ρ̂ − ρ̂²) over rows: 0 if it says the same to every row, 1 if it is only ever 0 or 1. 0 where ρ̂ is 0 or 1.</summary>
    public required IReadOnlyList<double> Contrasts { get; init; }

    /// <summary>1 − Σ‖x − x̂‖² / Σ‖x − x̄‖² over all rows, of a transcoder with its targets in place of x; 0 where they do not vary.</summary>
    public required double ExplainedVariance { get; init; }

    /// <summary>Hidden units that carry nothing, and why: dead ones, and twins of others.</summary>
    public IReadOnlyList<IdleUnit> IdleUnits { get; init; } = [];

    /// <summary>Hidden units whose activation varies by less than 0.01 over all rows; where most codes are 0, those that are active on no row.</summary>
    public required int DeadUnits { get; init; }

    /// <summary>Sparseness of a unit over rows (0 dense, 1 sparse), mean over units.</summary>
    public required double LifetimeSparseness { get; init; }

    /// <summary>Sparseness of a row's codes over units (0 dense, 1 sparse), mean over rows.</summary>
    public required double PopulationSparseness { get; init; }

    /// <summary>Counts of activations over [0, 1] in equal bins, the last one with its upper edge and all above.</summary>
    public required IReadOnlyList<long> ActivationHistogram { get; init; }

    /// <summary>Seconds the judging took.</summary>
    public required double Seconds { get; init; }

    /// <summary>What the rows are like; null where that is not known.</summary>
    internal InputSummary? Summary { get; init; }

    /// <summary>Rows judged per second.</summary>
    public double RowsPerSecond => Seconds > 0 ? Rows / Seconds : 0;

    /// <summary>Mean of ρ̂ over units.</summary>
    public double MeanActivation => MeanActivations.Average();

    /// <summary>Smallest ρ̂.</summary>
    public double MeanActivationMin => MeanActivations.Min();

    /// <summary>Largest ρ̂.</summary>
    public double MeanActivationMax => MeanActivations.Max();

    /// <summary>Mean of the contrast over units.</summary>
    public double Contrast => Contrasts.Average();

    /// <summary>Smallest contrast of a unit.</summary>
    public double ContrastMin => Contrasts.Min();

    /// <summary>Largest contrast of a unit.</summary>
    public double ContrastMax => Contrasts.Max();

    /// <summary>The mechanism's own figures, one value for each of <see cref="SparsityOptions.Figures"/>.</summary>
    public required IReadOnlyList<double> SparsityFigures { get; init; }

    /// <summary>Every figure, in the order they are printed.</summary>
    public IReadOnlyList<Metric> Metrics => Metric.Of(Sparsity);

    /// <summary>A figure by its JSON key: "rho_deviation_mean".</summary>
    /// <exception cref="ArgumentException">There is no such figure.</exception>
    public double this[string key] => Metrics.FirstOrDefault(metric => metric.Key == key)?.Read(this)
        ?? throw new ArgumentException($"There is no figure '{key}'. There are: {string.Join(", ", Metrics.Select(metric => metric.Key))}.", nameof(key));
}
