namespace SparseAutoencoders.Benchmarks.Frontier;

/// <summary>One training and how the model stands.</summary>
/// <param name="Scenario">Name of the <see cref="Scenario"/>.</param>
/// <param name="Trial">What was varied.</param>
/// <param name="Training">Over the rows that were trained on.</param>
/// <param name="Test">Over rows that were not.</param>
/// <param name="Seconds">Time the training took, on <paramref name="Threads"/> threads of a machine that may have been busy.</param>
/// <param name="Threads">Threads; the figures do not depend on them.</param>
internal sealed record FrontierRow(string Scenario, Trial Trial, Standing Training, Standing Test, double Seconds, int Threads);

/// <summary>What is varied within a scenario.</summary>
/// <param name="Rho">ρ.</param>
/// <param name="Beta">β of the penalty; null where ρ is held.</param>
/// <param name="Running">The penalty reads the running mean.</param>
/// <param name="Rate">Learning rate; 0 for L-BFGS, which has none.</param>
internal sealed record Trial(double Rho, double? Beta, bool Running, double Rate)
{
    /// <summary>ρ is a constraint.</summary>
    public bool Held => Beta is null;
}

/// <summary>How a model stands on some rows.</summary>
/// <param name="Loss">L.</param>
/// <param name="DeviationMean">|ρ̂ − ρ| / ρ, mean over units.</param>
/// <param name="DeviationMax">|ρ̂ − ρ| / ρ of the worst unit.</param>
/// <param name="DeadUnits">Units that vary by less than 0.01.</param>
internal sealed record Standing(double Loss, double DeviationMean, double DeviationMax, int DeadUnits)
{
    public static Standing Of(Evaluation evaluation) =>
        new(evaluation.LossReconstruction, evaluation["rho_deviation_mean"], evaluation["rho_deviation_max"], evaluation.DeadUnits);
}
