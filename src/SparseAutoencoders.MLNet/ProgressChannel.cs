using System.Globalization;
using Microsoft.ML.Runtime;

namespace SparseAutoencoders.MLNet;

/// <summary>Tells of training in ML.NET's log, a line an epoch or iteration, and passes everything on.</summary>
internal sealed class ProgressChannel(SparsityOptions sparsity, IChannel? channel, IProgress<TrainingProgress>? next) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Notice is { } notice) channel?.Warning(MessageSensitivity.None, notice);
        if (value.Complete)
        {
            var activity = sparsity.CodesAreSparse ? sparsity.Describe(value.SparsityFigures, brief: false) : string.Create(CultureInfo.InvariantCulture, $"mean activation {value.MeanActivation:F4}");
            channel?.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture, $"{value.Done}/{value.Total}: loss {value.LossTotal:G5}, {activity}, {value.RowsPerSecond:N0} rows/s"));
        }
        next?.Report(value);
    }
}
