namespace SparseAutoencoders.Checks;

/// <summary>The gradient of one model at the weights that its training begins with, beside numerical differences of its objective.</summary>
public sealed record GradientReport
{
    /// <summary>Training rows there are.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Those the objective is over, evenly spread among them.</summary>
    public required int Rows { get; init; }

    /// <summary>Inputs d.</summary>
    public required int Inputs { get; init; }

    /// <summary>L, mean over <see cref="Rows"/>.</summary>
    public required double LossReconstruction { get; init; }

    /// <summary>βΩ, or what another mechanism adds.</summary>
    public required double LossSparsity { get; init; }

    /// <summary>λ times the sum of squared weights.</summary>
    public required double LossWeightDecay { get; init; }

    /// <summary>The mechanism's second loss: AuxK, and a gate's own. 0 where it has none.</summary>
    public double LossAuxiliary { get; init; }

    /// <summary>The objective L̂, the sum of these.</summary>
    public double LossTotal => LossReconstruction + LossSparsity + LossWeightDecay + LossAuxiliary;

    /// <summary>How far the two are apart, block by block.</summary>
    public required IReadOnlyList<BlockGradient> Blocks { get; init; }

    /// <summary>Every number that was checked.</summary>
    public required IReadOnlyList<ParameterGradient> Parameters { get; init; }

    /// <summary>The largest error of a block.</summary>
    public double RelativeError => Blocks.Max(block => block.RelativeError);

    /// <summary>The first block whose error is larger than allowed; null where there is none.</summary>
    public BlockGradient? Wrong => Blocks.FirstOrDefault(block => !(block.RelativeError <= block.Allowed));
}

/// <summary>The gradient by a block of parameters.</summary>
/// <param name="Name">The block's tensor.</param>
/// <param name="Size">As (196, 784).</param>
/// <param name="Numbers">Numbers in it.</param>
/// <param name="Checked">Those that were checked, evenly spread.</param>
/// <param name="RelativeError">‖g − n‖ / ‖g + n‖ over them, g the gradient, n the differences. Where a constraint sets the block, both are 0 but for rounding: then over the gradient by all parameters.</param>
/// <param name="Allowed">What rounding explains: <see cref="GradientCheck.Tolerance"/>, and what 8 units of the last place of L̂ make of a difference.</param>
/// <param name="Note">Why it is 0, or not checked; empty where it is neither.</param>
public sealed record BlockGradient(string Name, string Size, long Numbers, int Checked, double RelativeError, double Allowed, string Note);

/// <summary>The gradient by one parameter.</summary>
/// <param name="Name">As <c>encoder.weight[3,17]</c>.</param>
/// <param name="Value">The parameter.</param>
/// <param name="Analytic">∂L̂ by it, as it is written out.</param>
/// <param name="Numerical">The same from differences of L̂.</param>
/// <param name="OfReconstruction">The part of <paramref name="Numerical"/> that comes from L.</param>
/// <param name="OfSparsity">That from βΩ.</param>
/// <param name="OfWeightDecay">That from the weight decay.</param>
/// <param name="OfAuxiliary">That from the mechanism's second loss.</param>
public sealed record ParameterGradient(string Name, double Value, double Analytic, double Numerical, double OfReconstruction, double OfSparsity, double OfWeightDecay, double OfAuxiliary = 0)
{
    /// <summary><see cref="Analytic"/> − <see cref="Numerical"/>.</summary>
    public double Difference => Analytic - Numerical;
}
