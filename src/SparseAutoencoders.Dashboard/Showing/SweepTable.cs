using System.Globalization;
using SparseAutoencoders.Plots;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>The runs of a <see cref="Sweep"/> side by side, for people: what differs between them, then the figures they are compared by.</summary>
public sealed class SweepTable
{
    private static readonly string[] Always = ["loss_reconstruction", "explained_variance"];

    /// <summary>The table of these runs.</summary>
    public SweepTable(IReadOnlyList<SweepRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        Best = Sweep.Best(runs);
        var varied = runs.SelectMany(run => run.Varied).Select(pair => pair.Key).Distinct().ToList();
        string[] keys = [.. Always, .. TradeOff.Figures(runs).Select(metric => metric.Key), "dead_units"];
        Settings = varied.Count;
        Head = [.. varied.Count == 0 ? ["run"] : varied, .. keys.Where(_ => Best is not null), "seconds"];
        Lines = [.. runs.Select(run => new Line(run,
        [
            .. varied.Count == 0 ? [run.Name] : varied.Select(name => run.Varied.FirstOrDefault(pair => pair.Key == name).Value ?? ""),
            .. Best is null ? [] : keys.Select(key => run.Judged?.Metrics.FirstOrDefault(metric => metric.Key == key) is { } metric ? Shown(metric, metric.Read(run.Judged)) : ""),
            run.Judged is null ? "" : run.Seconds.ToString("F1", CultureInfo.InvariantCulture),
        ], run == Best))];
    }

    /// <summary>A run's line.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Cells">A text for each of <see cref="Head"/>; empty where there is none.</param>
    /// <param name="IsBest">It is <see cref="Sweep.Best"/>.</param>
    public sealed record Line(SweepRun Run, IReadOnlyList<string> Cells, bool IsBest);

    /// <summary>What the columns hold: names of settings, then keys of figures.</summary>
    public IReadOnlyList<string> Head { get; }

    /// <summary>How many of the columns, the first, are settings.</summary>
    public int Settings { get; }

    /// <summary>A line a run.</summary>
    public IReadOnlyList<Line> Lines { get; }

    /// <summary>The best of them; null where none has a model.</summary>
    public SweepRun? Best { get; }

    /// <summary>Which rows the figures are of, in words.</summary>
    public string Rows => Lines.All(line => line.Run.HeldOut is null) ? "the training rows" : "the rows held out of training";

    private static string Shown(Metric metric, double value) => metric.IsShare ? Figure.Percent(value) : Ticks.Short(value);
}
