using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Dashboard.Showing;

namespace Sae.Commands;

/// <summary>sae plot MODEL|RUN [DATA] --output DIR: the demo's pictures for any model.</summary>
internal static class PlotCommand
{
    public static Verb Create(Choices choices)
    {
        var model = CommonFlags.RunOrModel();
        var data = new DataFlags(choices, optional: true, targets: true);
        var image = CommonFlags.Image();
        var output = CommonFlags.Output("DIR", "the folder to write pictures to");
        var json = CommonFlags.Json();
        var verb = new Verb("plot", "draw a model: its units, rows beside what it makes of them, histograms, how training went")
        {
            Remarks = "Pictures as sae demo makes them. What needs rows is left out without DATA; a run's own rows are known. How training went is known of a run alone (--run-dir). "
                + "Rows that are no images are drawn as a table's: units as a heat map, rows as charts, scaled as the network sees them.",
            Examples =
            [
                ("all of it:", "sae plot model.safetensors images.npy --output pictures"),
                ("a run, with its curves and on its own rows:", "sae plot run1 --output pictures"),
                ("without rows:", "sae plot model.safetensors --output pictures"),
            ],
            Run = (parse, session) =>
            {
                var (path, folder, request) = (parse.GetValue(model)!, output.Read(parse), data.ReadOptional(parse));
                Destination.CheckNewFolder(folder);
                using var run = Directory.Exists(path) && !ServeCommand.IsOfOthers(path) ? Subject.OfRun(path, rows: null, session.Choices) : null;
                var loaded = ServeCommand.ModelOf(path, session) ?? (RunFolder.Checkpoints(path) is [var newest, ..] ? session.Load(newest) : null);
                if (loaded is null) run!.Complete();               // says that there is none
                var shape = CommonFlags.ShapeOf(image, parse, loaded!);
                using var rows = (request ?? data.ReadNoted(parse, path))?.For(loaded).Open(session);
                var figures = rows is null ? null : loaded!.Evaluate(rows, session.Cancellation);
                Directory.CreateDirectory(folder);
                var source = new ModelPictures.Source(loaded!, shape, rows, figures, run?.Now.Run!.History ?? [], run?.Now.Run!.Step ?? "epoch");
                var (files, missing) = ModelPictures.Write(folder, source, session.Cancellation);
                Tell(session, json.IsGiven(parse), folder, loaded!.Options.Sparsity, files, missing);
                return 0;
            },
        };
        verb.Add(model);
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. data.Options, image, output, json]) verb.Add(option);
        return verb;
    }

    private static void Tell(Session session, bool json, string folder, SparsityOptions sparsity, IReadOnlyList<string> files, IReadOnlyList<(string File, string Needs)> missing)
    {
        if (json)
        {
            new Report().Add("output", folder).Add("files", (IReadOnlyList<string>)[.. files.Select(file => Path.Combine(folder, file))])
                .Add("left_out", (IReadOnlyList<string>)[.. missing.Select(one => one.File)]).Write(session.Out, json: true);
        }
        else
        {
            session.Out.WriteLine($"Written to {folder}:");
            ModelPictures.List(session.Out, files, sparsity);
        }
        if (missing.Count == 0) return;
        var reasons = missing.GroupBy(one => one.Needs).Select(group => $"{string.Join(", ", group.Select(one => one.File))} {(group.Count() == 1 ? "needs" : "need")} {group.Key}");
        (json ? session.Error : session.Out).WriteLine($"left out: {string.Join("; ", reasons)}");
    }
}
