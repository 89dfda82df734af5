using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Dashboard.Report;
using SparseAutoencoders.Plots;

namespace Sae.Commands;

/// <summary>sae sweep DATA --rho 0.01,0.05 --output DIR: a model with every combination of values, compared.</summary>
internal static class SweepCommand
{
    public static Verb Create(Choices choices)
    {
        var data = new DataFlags(choices, targets: true);
        var sweep = new SweepFlags(choices);
        var output = new Flag<string>("Output", "--output", "DIR", "the folder for table, picture, page and a folder a run", FlagText.Path) { Demanded = true };
        var every = new Flag<TimeSpan>("Run", "--checkpoint-every", "SECONDS", "time between a run's checkpoints", FlagText.Seconds) { Default = "10", Range = "above 0" };
        var json = CommonFlags.Json();
        var verb = new Verb("sweep", "train with every combination of several values, and compare the models")
        {
            Remarks = "Each flag of train takes several values, with commas between them (semicolons where a value has commas itself); one without a value takes off,on. Rows are read once. Small models are trained side by side, "
                + "large ones in turn. One row in ten is held out, and models are compared by these. A sweep that was stopped or killed goes on when the same command is given again: "
                + "what is done is not done again. The folder gets sweep.csv, trade-off.png, trade-off.svg, report.html and a folder a run. Exit code 1 says that a run failed; its line says why.",
            Examples =
            [
                ("three times two models:", "sae sweep images.npy --rho 0.01,0.02,0.05 --beta 1,3 --output sweep1"),
                ("ρ held or not, and three seeds of each:", "sae sweep images.npy --hold-rho off,on --seed 1,2,3 --output sweep2"),
                ("how many units, for a table:", "sae sweep table.csv --scale standard --decoder linear --hidden 32,64,128 --output sweep3"),
                ("which optimizer:", "sae sweep images.npy --optimizer adam,lbfgs --output sweep4 --json"),
            ],
            Run = (parse, session) =>
            {
                var options = sweep.Read(parse);
                var request = data.Read(parse, options[0].Seed);
                var folder = output.Read(parse);
                Destination.CheckNewFolder(folder);
                // Steps are finished, so that they can be saved, and with them the reading of their rows.
                using var rows = request.For(options.FirstOrDefault(one => one.Impute != Imputation.None) ?? options[0]).Open(session, CancellationToken.None);
                var fitting = options.Select(one => TrainCommand.FitBatch(one, rows, sweep.IsGiven(parse, "batch"))).Distinct().ToList();
                return Run(rows, fitting, folder, every.IsGiven(parse) ? every.Read(parse) : null, session, json.IsGiven(parse));
            },
        };
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. sweep.Options, .. data.Options, output, every, json]) verb.Add(option);
        return verb;
    }

    private static int Run(IRows rows, IReadOnlyList<TrainingOptions> options, string folder, TimeSpan? every, Session session, bool json)
    {
        session.Error.WriteLine($"{options.Count} run{(options.Count == 1 ? "" : "s")}");
        IReadOnlyList<SweepRun> runs;
        try
        {
            runs = SweepProgressText.Show(session, progress => Sweep.Run(rows, options, folder, progress, every, session.Cancellation));
        }
        catch (OperationCanceledException) when (session.StopCode != 0)
        {
            session.Saved = $"What is done is kept in {folder}: the same command goes on with it.";
            throw;
        }
        var text = new SweepText(runs, session);
        PictureFile.WriteText(Path.Combine(folder, "sweep.csv"), text.Csv());
        if (Sweep.Best(runs) is not null)
        {
            var picture = TradeOff.Draw(runs);
            foreach (var name in (string[])["trade-off.png", "trade-off.svg"]) PictureFile.Write(Path.Combine(folder, name), picture);
        }
        SweepReport.WriteAsync(Path.Combine(folder, "report.html"), Path.GetFileName(rows.Name.TrimEnd('/')), runs, session.Say).GetAwaiter().GetResult();
        text.Write(json, folder);
        return runs.Any(run => run.Error is not null) ? 1 : 0;
    }
}
