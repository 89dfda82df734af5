using System.Diagnostics;
using System.Globalization;
using SparseAutoencoders;

namespace Sae.Output;

/// <summary>Progress as plain lines on standard error: one an epoch or iteration, about one a second at most, and the last.</summary>
internal sealed class TrainingLines(TextWriter error, TrainingOptions options) : IProgress<TrainingProgress>
{
    private readonly string _step = options.Optimizer.IsOverAllRows ? "iteration" : "epoch";
    private long _last;

    public void Report(TrainingProgress value)
    {
        if (value.Notice is { } notice) error.WriteLine(notice);
        if (!value.Complete && value.Preparing is null) return;
        if (_last != 0 && value.Done < value.Total && Stopwatch.GetElapsedTime(_last) < TimeSpan.FromSeconds(1)) return;
        if (value.Preparing is { } work)
        {
            _last = Stopwatch.GetTimestamp();
            error.WriteLine(Prepared(work, value));
            return;
        }
        _last = Stopwatch.GetTimestamp();
        error.WriteLine($"{_step} {value.Done}/{value.Total}  {Figures(value, options.Sparsity)}  {Left(value.Remaining)}");
    }

    /// <summary>What is worked out before the first step, and how much of it.</summary>
    public static string Prepared(string work, TrainingProgress value) => string.Create(CultureInfo.InvariantCulture, $"{work}: {100 * value.Share:0} %");

    /// <summary>Loss, penalty, mean activation, the mechanism's own figures, and speed, on one line. Where most codes are 0 no mean activation is told, and what the mechanism adds to the loss as far as it adds any.</summary>
    public static string Figures(TrainingProgress value, SparsityOptions sparsity) => sparsity.CodesAreSparse
        ? string.Create(CultureInfo.InvariantCulture, $"loss {value.LossTotal:G5}  {(value.LossSparsity > 0 ? $"sparsity {Number(value.LossSparsity)}  " : "")}{(value.LossAuxiliary > 0 ? $"auxiliary {Number(value.LossAuxiliary)}  " : "")}{Own(value, sparsity, brief: false, space: "  ")}{Dead(value, space: "  ")}{value.RowsPerSecond:N0} rows/s")
        : string.Create(CultureInfo.InvariantCulture,
        $"loss {value.LossTotal:G5}  penalty {value.Penalty:G4}  mean activation {value.MeanActivation:F4}  {Own(value, sparsity, brief: false, space: "  ")}{value.RowsPerSecond:N0} rows/s");

    /// <summary>The mechanism's own figures, and a space after them; empty where there are none.</summary>
    public static string Own(TrainingProgress value, SparsityOptions sparsity, bool brief, string space) =>
        value.SparsityFigures.Count > 0 && sparsity.Describe(value.SparsityFigures, brief) is { Length: > 0 } words ? words + space : "";

    /// <summary>Dead units, and a space after them; empty where they are not known yet.</summary>
    public static string Dead(TrainingProgress value, string space) => value.DeadUnits is { } dead ? string.Create(CultureInfo.InvariantCulture, $"dead {dead}{space}") : "";

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>Time left, in words.</summary>
    public static string Left(TimeSpan remaining) => remaining < TimeSpan.FromSeconds(1)
        ? "done soon"
        : string.Create(CultureInfo.InvariantCulture, $"{(int)remaining.TotalMinutes}:{remaining.Seconds:00} left");
}
