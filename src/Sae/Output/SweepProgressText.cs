using System.Diagnostics;
using System.Globalization;
using SparseAutoencoders;
using Spectre.Console;

namespace Sae.Output;

/// <summary>How a sweep goes, on standard error: a line a run that ends, and between them a bar on a terminal, elsewhere a line now and then.</summary>
internal sealed class SweepProgressText : IProgress<SweepProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Session _session;
    private readonly IAnsiConsole? _console;
    private readonly ProgressTask? _bar;
    private readonly Dictionary<string, double> _shares = [];
    private long _last = Stopwatch.GetTimestamp();

    private SweepProgressText(Session session, IAnsiConsole? console = null, ProgressTask? bar = null) => (_session, _console, _bar) = (session, console, bar);

    /// <summary>Does work whose progress is shown.</summary>
    public static T Show<T>(Session session, Func<IProgress<SweepProgress>, T> work)
    {
        if (Console.IsErrorRedirected) return work(new SweepProgressText(session));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(session.Error) });
        return console.Progress().AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 8 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(bar => work(new SweepProgressText(session, console, bar.AddTask("starting"))));
    }

    public void Report(SweepProgress value)
    {
        var (run, training) = (value.Run, value.Training);
        if (training?.Notice is { } notice) WriteLine($"{run.Name}: {_session.Say(notice)}");
        if (training is null)
        {
            _shares.Remove(run.Name);
            WriteLine(Ended(value));
            _last = Stopwatch.GetTimestamp();
        }
        else _shares[run.Name] = training.Share;
        if (_bar is not null)
        {
            _bar.Value = 100 * (value.Ended + _shares.Values.Sum()) / value.Total;
            _bar.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{value.Ended}/{value.Total} done, now {string.Join(' ', _shares.Keys.Take(1))}"));
        }
        else if (training is { Complete: true } && Stopwatch.GetElapsedTime(_last) > Pause)
        {
            _last = Stopwatch.GetTimestamp();
            WriteLine($"{run.Name}: {training.Done}/{training.Total}  {TrainingLines.Figures(training, run.Options.Sparsity)}");
        }
    }

    private string Ended(SweepProgress value)
    {
        var run = value.Run;
        return string.Create(CultureInfo.InvariantCulture, $"{value.Ended}/{value.Total} {run.Name}: ") + (run.Error is { } error
            ? $"failed: {_session.Say(error)}"
            : string.Create(CultureInfo.InvariantCulture, $"L {run.Evaluation!.LossReconstruction:G4}{(run.HeldOut is { } held ? $", held out {held.LossReconstruction:G4}" : "")}, {run.Seconds:F1} s"));
    }

    private void WriteLine(string line)
    {
        if (_console is null) _session.Error.WriteLine(line);
        else _console.WriteLine(line);                            // above the bar
    }
}
