using SparseAutoencoders.Training;
using Spectre.Console;

namespace Sae.Output;

/// <summary>Progress as a bar on a terminal's standard error.</summary>
internal static class TrainingBar
{
    /// <summary>Does work whose progress the bar shows; the bar is wiped when it ends.</summary>
    public static T Show<T>(TextWriter error, string step, Func<IProgress<TrainingProgress>, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(bar => work(new Bar(bar.AddTask("starting"), step)));
    }

    private sealed class Bar(ProgressTask task, string step) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            task.Value = 100 * value.Share;
            task.Description = Markup.Escape($"{step} {value.Done}/{value.Total}  {TrainingLines.Figures(value)}  {TrainingLines.Left(value.Remaining)}");
        }
    }
}
