using Microsoft.ML.Runtime;

namespace SparseAutoencoders.MLNet;

public sealed partial class SparseAutoencoderEstimator
{
    /// <summary>What is learned, and what is told of it.</summary>
    public sealed class Options
    {
        /// <summary>What to learn and how. Numbers outside [0, 1] need a scaling or the linear decoder; both are part of the model. <see cref="TrainingOptions.For"/> brings what goes well with a mechanism. Default: a new <see cref="TrainingOptions"/>, with its defaults.</summary>
        public TrainingOptions Training { get; init; } = new();

        /// <summary>Name of a further column: how badly each row is given back, its reconstruction loss after scaling, 0 or more. A vector of one number, as
        /// ML.NET's ONNX transformer gives no scalars. Default null: none.</summary>
        public string? ScoreColumnName { get; init; }

        /// <summary>Where training tells of its progress, an epoch or iteration a line: the <see cref="Microsoft.ML.MLContext"/>, whose Log event has it then.
        /// ML.NET does not give a catalog's context to packages from outside, so it has to be named here. Default null: nowhere.</summary>
        public IChannelProvider? Log { get; init; }

        /// <summary>Told of progress in figures, on the training thread. Default null: nobody.</summary>
        public IProgress<TrainingProgress>? Progress { get; init; }

        /// <summary>Stops training between steps. Default: never.</summary>
        public CancellationToken Cancellation { get; init; }
    }

    /// <summary>What is learned when nothing is said; the rest is as in <see cref="TrainingOptions"/>.</summary>
    public static class Defaults
    {
        /// <summary>Hidden units.</summary>
        public const int HiddenUnits = 64;

        /// <summary>Mean activation each hidden unit is held near.</summary>
        public const double Rho = 0.05;
    }
}
