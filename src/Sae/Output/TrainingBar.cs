using System.Globalization;
using SparseAutoencoders;
using Spectre.Console;

namespace Sae.Output;

/// <summary>Progress as a bar on a terminal's standard error.</summary>
internal static class TrainingBar
{
    /// <summary>Does work whose progress the bar shows; the bar is wiped when it ends.</summary>
    public static T Show<T>(TextWriter error, SparsityOptions sparsity, Func<IProgress<TrainingProgress>, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 8 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(bar => work(new Bar(console, sparsity, bar.AddTask("starting"))));
    }

    private sealed class Bar(IAnsiConsole console, SparsityOptions sparsity, ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Notice is { } notice)
            {
                console.WriteLine(notice);                        // above the bar
                return;
            }
            task.Value = 100 * value.Share;
            if (value.Preparing is { } preparing)
            {
                task.Description = Markup.Escape(preparing);
                return;
            }
            // Short: it shares 80 columns with the bar.
            task.Description = Markup.Escape(sparsity.CodesAreSparse
                ? string.Create(CultureInfo.InvariantCulture, $"{value.Done}/{value.Total} loss {value.LossTotal:G4} {TrainingLines.Own(value, sparsity, brief: true, space: " ")}{TrainingLines.Dead(value, space: " ")}{value.RowsPerSecond:N0} rows/s {TrainingLines.Left(value.Remaining)}")
                : string.Create(CultureInfo.InvariantCulture, $"{value.Done}/{value.Total} loss {value.LossTotal:G4} Ω {value.Penalty:G3} {(sparsity.MeanActivationAsked is null ? "mean" : "ρ̂")} {value.MeanActivation:F3} {TrainingLines.Own(value, sparsity, brief: true, space: " ")}{value.RowsPerSecond:N0} rows/s {TrainingLines.Left(value.Remaining)}"));
        }
    }
}
