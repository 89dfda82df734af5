using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Dashboard.Showing;

namespace Sae.Commands;

/// <summary>sae serve RUN|MODEL [DATA]: the pages in a browser.</summary>
internal static class ServeCommand
{
    public static Verb Create(Choices choices)
    {
        var model = CommonFlags.RunOrModel();
        var data = new DataFlags(choices, optional: true);
        var compare = CommonFlags.Compare();
        var server = new ServerFlags();
        var verb = new Verb("serve", "show a model, or a run as it goes on, in the browser")
        {
            Remarks = "Pages on this machine alone, for as long as the command runs: an overview, every unit, every row with its units to be switched off and on, and, with "
                + "--compare, two models side by side. A run's folder is followed as it grows, whoever writes it; its rows are known. What putting DATA through the model tells is computed once, "
                + "in the background, and kept beside the model in a file that ends in .pages.",
            Examples =
            [
                ("a model and the rows it was trained on:", "sae serve model.safetensors images.npy"),
                ("a run that another process trains:", "sae serve run/"),
                ("two models on the same rows:", "sae serve one.safetensors images.npy --compare two.safetensors"),
                ("for other machines too, who must know the token:", "sae serve model.safetensors images.npy --host 0.0.0.0"),
            ],
            Run = (parse, session) =>
            {
                var options = server.Read(parse);
                var path = parse.GetValue(model)!;
                using var rows = data.ReadOptional(parse, path)?.For(ModelOf(path, session)).Open(session);
                using var first = Open(path, rows, session);
                using var second = compare.IsGiven(parse) ? Open(compare.Read(parse), rows, session) : null;
                using var pages = Pages.Open(new ShownSubjects(first, second), options);
                pages.Warm();
                session.Out.WriteLine($"the pages are at {pages.Address}");
                session.Error.WriteLine("Ctrl-C ends them.");
                session.Cancellation.WaitHandle.WaitOne();
                return 0;
            },
        };
        verb.Add(model);
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. data.Options, compare, .. server.Options]) verb.Add(option);
        return verb;
    }

    /// <summary>The model that rows are to be read for; null for a run that has not ended, whose options are known.</summary>
    public static SparseAutoencoder? ModelOf(string path, Session session)
    {
        if (!Directory.Exists(path) || IsOfOthers(path)) return session.Load(path);
        var model = Path.Combine(path, RunFolder.ModelName);
        return File.Exists(model) ? session.Load(model) : null;
    }

    /// <summary>A folder that another tool left, not a run's.</summary>
    public static bool IsOfOthers(string path) => Directory.Exists(path) && !RunFolder.IsRun(path) && SparseAutoencoder.WeightsIn(path) is not null;

    /// <summary>A folder is a run or another tool's, a file a model.</summary>
    public static Subject Open(string path, IRows? rows, Session session) =>
        IsOfOthers(path) ? Subject.OfModel(SparseAutoencoder.WeightsIn(path)!, rows, session.Choices) :
        // A run is followed whatever is found in it; a model that pages cannot show is refused at once.
        Directory.Exists(path) && ModelOf(path, session) is not { IsTranscoder: true } ? Subject.OfRun(path, rows, session.Choices) : Subject.OfModel(Directory.Exists(path) ? Path.Combine(path, RunFolder.ModelName) : path, rows, session.Choices);
}
