using System.Numerics;
using SparseAutoencoders.Kernels;
using SparseAutoencoders.Losses;
using SparseAutoencoders.Normalization;

namespace SparseAutoencoders.Training;

/// <summary>What both training loops are given.</summary>
/// <param name="Objective">What is minimised, on parameters that are already initialised.</param>
/// <param name="Rows">The training rows, checked and scaled.</param>
/// <param name="Seed">Start of the random numbers.</param>
/// <param name="Workers">Threads.</param>
/// <param name="Progress">Told how it goes; may be null.</param>
/// <param name="Cancellation">Stops between steps.</param>
internal sealed record TrainingSetup<T>(
    Objective<T> Objective,
    PreparedRows<T> Rows,
    ulong Seed,
    Workers Workers,
    IProgress<TrainingProgress>? Progress,
    CancellationToken Cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>How a loop ended.</summary>
/// <param name="History">One entry an epoch or iteration.</param>
/// <param name="Evaluations">Times the objective was computed over all rows (full batch).</param>
/// <param name="Seconds">Time taken.</param>
/// <param name="RowsPerSecond">Rows through the network per second.</param>
/// <param name="StoppedEarly">Why it ended before all was done, or null.</param>
internal sealed record LoopResult(IReadOnlyList<TrainingProgress> History, int Evaluations, double Seconds, double RowsPerSecond, string? StoppedEarly);
