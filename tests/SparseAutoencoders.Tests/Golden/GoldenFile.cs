using System.Text.Json;
using System.Text.Json.Serialization;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Golden;

/// <summary>golden.json: values an independent implementation gives. README.md beside it says what each section holds.</summary>
public sealed record GoldenFile(
    IReadOnlyDictionary<string, GoldenProblem> Problems,
    IReadOnlyList<GoldenObjective> Objectives,
    IReadOnlyList<GoldenMetrics> Metrics,
    GoldenConversions Conversions,
    IReadOnlyList<GoldenKl> Kl,
    IReadOnlyList<GoldenSigmoid> Sigmoid,
    IReadOnlyList<GoldenLog1p> Log1p,
    IReadOnlyList<GoldenCrossEntropy> CrossEntropy,
    GoldenAdam Adam,
    GoldenSgd Sgd,
    GoldenScalings Scalings)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The file in the repository.</summary>
    public static GoldenFile Read { get; } = JsonSerializer.Deserialize<GoldenFile>(
        File.ReadAllText(RepositoryRoot.File("tests/SparseAutoencoders.Tests/Golden/golden.json")), Format)!;

    /// <summary>Names of the objective cases, for theories.</summary>
    public static TheoryData<string> ObjectiveNames { get; } = [.. Read.Objectives.Select(o => o.Name)];

    /// <summary>An objective case by its name.</summary>
    public static GoldenObjective Objective(string name) => Read.Objectives.Single(o => o.Name == name);
}

/// <summary>Rows and a network. (rows, inputs); weights (hidden units, inputs).</summary>
public sealed record GoldenProblem(
    double[][] Rows, double[][] EncoderWeights, double[] EncoderBias, double[][] DecoderWeights, double[] DecoderBias)
{
    /// <summary>The network; a tied one has no decoder weights.</summary>
    public ReferenceParameters Parameters(bool tied) =>
        new(EncoderWeights.ToMatrix(), EncoderBias, tied ? null : DecoderWeights.ToMatrix(), DecoderBias);
}

/// <summary>Gradients by parameter; none for the decoder weights of a tied network.</summary>
public sealed record GoldenGradients(double[][] EncoderWeights, double[] EncoderBias, double[][]? DecoderWeights, double[] DecoderBias);

/// <summary>One objective: what is asked, its parts, its gradients.</summary>
/// <remarks>Where the penalty reads a running mean, RunningMeanBefore is its old value and RunningMeanAfter, 0.9 of that and 0.1 of the
/// rows' own, is where Ω and its slope are read. Elsewhere both are null.</remarks>
public sealed record GoldenObjective(
    string Name, string Problem, string Loss, string Decoder, bool Tied, double Rho, double Beta, double WeightDecay,
    double[]? RunningMeanBefore, double[]? RunningMeanAfter, double[] MeanActivations,
    double Reconstruction, double Penalty, double WeightDecayTerm, double Total, GoldenGradients Gradients)
{
    /// <summary>The same, as the reference takes it.</summary>
    public ReferenceOptions Options => new(
        CrossEntropy: Loss == "cross-entropy", LinearDecoder: Decoder == "linear", Rho, Beta, WeightDecay, RunningMeanAfter);
}

/// <summary>Every metric of a network on its own rows.</summary>
public sealed record GoldenMetrics(
    string Problem, string Decoder, double Rho, double ExplainedVariance, int DeadUnits, double ActiveUnitsPerRow,
    double LifetimeSparseness, double PopulationSparseness, double RhoDeviationMean, double RhoDeviationMax,
    double[] MeanActivations, double[][] Codes, double[][] Output);

/// <summary>Objectives of the same network as CS294A and MATLAB write them, for their own beta and weight decay.</summary>
public sealed record GoldenConversions(
    string Problem, double Rho, double Beta, double WeightDecay, double Cs294a, double Matlab);

/// <summary>One unit's KL term and its slope in the mean activation.</summary>
public sealed record GoldenKl(double Rho, double MeanActivation, double Value, double Slope);

/// <summary>Sigmoid of z, its slope, and log(1 + e^z).</summary>
public sealed record GoldenSigmoid(double Z, double Sigmoid, double Slope, double Softplus);

/// <summary>log(1 + x).</summary>
public sealed record GoldenLog1p(double X, double Log1p);

/// <summary>One input's cross-entropy and its slope in the logit.</summary>
public sealed record GoldenCrossEntropy(double Logit, double Input, double Value, double Slope);

/// <summary>A step of an optimizer: the gradient it saw, the weights after it.</summary>
public sealed record GoldenStep(double[] Gradient, double[] Weights);

/// <summary>Adam on ½ Σ curvature · w².</summary>
public sealed record GoldenAdam(
    double Rate, double Beta1, double Beta2, double Epsilon,
    double[] Start, double[] Curvature, IReadOnlyList<GoldenStep> Path);

/// <summary>Gradient descent with momentum on ½ Σ curvature · w².</summary>
public sealed record GoldenSgd(double Rate, double Momentum, double[] Start, double[] Curvature, IReadOnlyList<GoldenStep> Path);

/// <summary>Every scaling of one matrix.</summary>
public sealed record GoldenScalings(double[][] Rows, GoldenScaling Minmax, GoldenScaling Standard, GoldenScaling Norm, GoldenScaling Zca);

/// <summary>What a scaling learned from the rows, and the rows scaled.</summary>
public sealed record GoldenScaling(double? Epsilon, double[] Shift, double[] Scale, double[][]? Rotation, double[][] Scaled);
