using System.CommandLine;
using System.Globalization;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>sae train DATA --output MODEL: learns a model, saves it, and judges what was saved.</summary>
internal static class TrainCommand
{
    public static Verb Create(Choices choices)
    {
        var data = new DataFlags(choices, targets: true);
        var training = new TrainingFlags(choices);
        var output = CommonFlags.Output("MODEL", "the model file to write (safetensors)");
        var run = new RunFlags();
        var machines = new MachineFlags();
        var (watch, port) = (new Switch("Run", "--watch", "show the run in the browser as it goes on, and stay there when it has ended"), new ServerFlags().Port);
        var starting = new Flag<string>("Model and run", "--start", "MODEL", "a model to go on from, of sae train or of another tool: its weights, mechanism and scaling", FlagText.Path) { Default = "none" };
        var json = CommonFlags.Json();
        var verb = new Verb("train", "learn a model from rows of numbers")
        {
            Remarks = "A mechanism (--sparsity) brings what goes well with it, and what you give counts: topk, batch-topk, jumprelu, l1 and gated have a linear decoder, --scale norm, no weight decay, "
                + "--schedule trapezoid, for Adam a rate of 0.0003·√(16384/hidden units), at most 0.0032, and --revive. The figures describe the saved model on the training rows, in the space the network sees (after scaling). "
                + "With --validation they are told for the held-out rows as well. A run with a folder (--run-dir) can be stopped, killed or lose its power: "
                + "--resume goes on with it, to the very bits it would have ended with.",
            Examples =
            [
                ("196 units that each speak in about one image of twenty:", "sae train images-idx3-ubyte.gz --hidden 196 --rho 0.05 --output m.safetensors"),
                ("the same, each unit's mean exactly 0.05, and no β to choose:", "sae train images-idx3-ubyte.gz --hidden 196 --rho 0.05 --hold-rho --output m.safetensors"),
                ("a table of any size of numbers, one row in ten held out:", "sae train table.csv --scale standard --decoder linear --validation 0.1 --output m.safetensors"),
                ("embeddings: codes of 1,024 units, of which 32 a row are not 0:", "sae train vectors.npy --sparsity batch-topk --hidden 1024 --l0 32 --output m.safetensors"),
                ("what photographs are made of:", "sae train photos/ --patches 12x12 --scale zca --decoder linear --output m.safetensors"),
                ("rows that lie in many files:", "sae train 'activations/*.npy' --scale standard --decoder linear --output m.safetensors"),
                ("what one layer makes of another's numbers (a transcoder):", "sae train layer5.npy --target layer6.npy --scale standard --decoder linear --output m.safetensors"),
                ("all rows at once:", "sae train images.npy --rho 0.1 --beta 6 --optimizer lbfgs --output m.safetensors"),
                ("a long run, that nothing can end for good:", "sae train images.npy --epochs 500 --run-dir run1 --output m.safetensors"),
                ("going on with it:", "sae train --resume run1"),
                ("from a model on, with twice as many units:", "sae train more.npy --start m.safetensors --hidden 2048 --output wider.safetensors"),
                ("a run to be looked at, in the browser, as it goes on:", "sae train images.npy --epochs 100 --watch --output m.safetensors"),
                ("on four machines, or four times on one:", "mpirun -n 4 sae train images.npy --shards 4 --distributed mpi --output m.safetensors"),
                ("figures for a program:", "sae train images.npy --output m.safetensors --json"),
            ],
            Instead = run.Resume,
            Run = (parse, session) => run.Resume.IsGiven(parse) ? Resume(parse, session) : Begin(parse, session),
        };
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. training.Options, .. data.Options, starting, output, .. run.Options, .. machines.Options, watch, port, json]) verb.Add(option);
        return verb;

        int Begin(ParseResult parse, Session session)
        {
            var startPath = starting.IsGiven(parse) ? starting.Read(parse) : null;
            var start = startPath is null ? null : session.Load(startPath);
            var options = start is null ? training.Read(parse) : training.Read(parse, start);
            var request = data.Read(parse, options.Seed);
            if (start is not null) request = request.For(start);
            var path = output.Read(parse);
            var group = machines.Join(parse, session, run.PathOf(parse));
            MachineFlags.RefuseStart(group, start);
            if (IsFirst(group)) Destination.CheckFile("--output", path, [], [.. request.Files]);
            var notes = new Dictionary<string, string>(request.Notes) { ["output"] = Path.GetFullPath(path) };
            if (startPath is not null) notes["start"] = Path.GetFullPath(startPath);
            using var folder = !IsFirst(group) ? null : run.Create(parse, notes, demanded: watch.IsGiven(parse));
            // What a run's folder is to hold is saved first: then a step is finished, and with it the reading of its rows. Several machines stop after the same step.
            using var rows = request.For(options).Open(session, folder is null && group is null ? null : CancellationToken.None);
            options = FitBatch(options, rows, training.IsGiven(parse, "batch"));
            var code = Watched(parse, rows, options, path, folder, start, group, session);
            if (folder is not null && !run.IsFolderGiven(parse)) Directory.Delete(Path.GetDirectoryName(folder.Path)!, recursive: true);     // a stopped run's stays: it can be gone on with
            return code;
        }

        int Resume(ParseResult parse, Session session)
        {
            var threads = training.Threads(parse);
            run.RefuseOthers(parse, [output, json, watch, port, training.ThreadsFlag, data.Target!, .. machines.Options]);
            var group = machines.Join(parse, session, run.PathOf(parse));
            using var folder = run.Open(parse, session.Choices, IsFirst(group));
            var request = data.Read(parse, folder.Notes);
            var path = output.IsGiven(parse) ? output.Read(parse) : folder.Notes.GetValueOrDefault("output")
                ?? throw new WrongUse("--resume", "the run has not noted where its model goes", "Give --output MODEL");
            if (IsFirst(group)) Destination.CheckFile("--output", path, [], [.. request.Files]);
            using var rows = request.For(folder.Options!).Open(session, CancellationToken.None);
            var start = folder.Notes.GetValueOrDefault("start") is { } startPath ? session.Load(startPath) : null;
            MachineFlags.RefuseStart(group, start);
            return Watched(parse, rows, folder.Options! with { Threads = threads }, path, folder, start, group, session);
        }

        int Watched(ParseResult parse, IRows rows, TrainingOptions options, string path, RunFolder? folder, SparseAutoencoder? start, IGroup? group, Session session)
        {
            if (!watch.IsGiven(parse) || !IsFirst(group))
            {
                if (port.IsGiven(parse)) throw new WrongUse("--port", "there are no pages to answer with", "Add --watch, or leave it out");
                return Learn(rows, options, path, folder, start, group, session, json.IsGiven(parse));
            }
            using var pages = new Watch(folder!, rows, port.IsGiven(parse) ? port.Read(parse) : null, session);
            var code = Learn(rows, options, path, folder, start, group, session, json.IsGiven(parse));
            pages.Stay();
            return code;
        }
    }

    /// <summary>A batch that was asked for and is larger than the rows is refused; the default one becomes all rows.</summary>
    public static TrainingOptions FitBatch(TrainingOptions options, IRows rows, bool asked)
    {
        if (options.Optimizer is not MiniBatchOptions steps || steps.Batch <= rows.Count || rows.Count == 0) return options;
        if (asked)
        {
            throw new WrongUse("--batch", string.Create(CultureInfo.InvariantCulture, $"{steps.Batch} is more than the {rows.Count} rows of {rows.Name}"),
                "Give at most as many, or leave it out");
        }
        return options with { Optimizer = steps with { Batch = rows.Count } };
    }

    // The others neither speak nor write; but all judge, each its own rows.
    private static bool IsFirst(IGroup? group) => group is null or { Rank: 0 };

    private static int Learn(IRows rows, TrainingOptions options, string path, RunFolder? folder, SparseAutoencoder? start, IGroup? group, Session session, bool json)
    {
        var trained = Learning.Train(rows, options, session, folder, start, group);
        if (!IsFirst(group))
        {
            _ = trained.Evaluate(trained.Run!.TrainingRows, group!);
            if (trained.Run.ValidationRows is { } rowsHeldOut) _ = trained.Evaluate(rowsHeldOut, group!);
            return 0;
        }
        session.Cancellation.ThrowIfCancellationRequested();
        // A run whose figures are not to be told leaves no model either.
        if (trained.Run!.History is [.., var last])
        {
            var told = new Report().Add("loss_total", last.LossTotal);
            foreach (var (figure, value) in options.Sparsity.Figures.Zip(last.SparsityFigures)) told.Add(figure.Key, value);
        }
        trained.Save(path);

        // What is told is what the file holds, not what memory holds.
        var saved = session.Load(path);
        var run = trained.Run;
        var evaluation = Judge(run.TrainingRows);
        var report = new Report().Add(evaluation, timing: (run.Seconds, run.RowsPerSecond));
        if (run.Epochs is { } epochs) report.Add("epochs", epochs, "passes over the rows");
        if (run.Iterations is { } iterations) report.Add("iterations", iterations, "steps over all rows");
        if (run.Evaluations is { } evaluations) report.Add("evaluations", evaluations, "times the objective was computed over all rows");
        if (run.Constraint is { } hold) HoldText.Add(report, hold);
        if (trained.Options.Revive) RevivalText.Add(report, run.Revivals);
        if (run.Retreats > 0) report.Add("retreats", run.Retreats, "times the numbers ran away and an epoch was begun again at a smaller rate");
        var heldOut = run.ValidationRows is { } validation ? Judge(validation) : null;
        if (heldOut is not null) report.Add(heldOut, "validation_");
        var findings = FindingsText.Of(session, trained, evaluation, heldOut);
        if (json) FindingsText.Add(report, findings);
        report.Write(session.Out, json);
        if (run.Constraint is { } held) HoldText.Write(json ? session.Error : session.Out, held, saved.HiddenUnits);
        if (!json && trained.Options.Revive) session.Out.WriteLine(RevivalText.Sentence(run.Revivals));
        if (!json && run.StoppedEarly is { } reason) session.Out.WriteLine($"stopped early: {reason}");
        FindingsText.Write(session, findings, json);
        if (json) return 0;
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"model of {saved.HiddenUnits} units written to {path}"));
        return 0;

        Evaluation Judge(IRows judged) => saved.Evaluate(judged, group, session.Cancellation);
    }
}
