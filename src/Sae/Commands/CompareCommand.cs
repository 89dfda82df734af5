using System.CommandLine;
using System.Globalization;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Formats;

namespace Sae.Commands;

/// <summary>sae compare A B [DATA]: which units of a model others have found again.</summary>
internal static class CompareCommand
{
    public static Verb Create(Choices choices)
    {
        var (model, other) = (Model("A", "model whose units are to be found again"), Model("B", "model to find them in: of another seed, say"));
        var data = new DataFlags(choices, optional: true);
        var with = FoundAgain.With("more models to find them in");
        var limit = new Flag<int>("Output", "--limit", "N", "pairs to show here", FlagText.Count) { Default = "10", Range = "at least 1" };
        var output = CommonFlags.Output("FILE", $"a table of the units: {string.Join(", ", TableOutput.Endings)} by its ending", demanded: false);
        var json = CommonFlags.Json();
        var verb = new Verb("compare", "match the units of models one to one: which are found again, which stand alone")
        {
            Remarks = "Without DATA units are matched by their weights: the mean of two cosines, of decoder and of encoder rows; found again is what has at least 0.7 in both. With DATA by their activations: "
                + "found again is a correlation of at least 0.7. The most alike are paired first. Of several models each unit's stability is the share of them that have found it again.",
            Examples =
            [
                ("two seeds:", "sae compare seed1.safetensors seed2.safetensors"),
                ("on the rows, and over several seeds:", "sae compare seed1.safetensors seed2.safetensors rows.npy --with seed3.safetensors --output a.csv"),
            ],
            Run = (parse, session) =>
            {
                var request = data.ReadOptional(parse);
                var (modelPath, path, shown) = (parse.GetValue(model)!, output.Read(parse, ""), limit.Read(parse));
                string[] others = [parse.GetValue(other)!, .. with.Read(parse, [])];
                if (path.Length > 0) Destination.CheckFile("--output", path, TableOutput.Endings, [modelPath, .. others, .. request?.Files ?? []]);
                var first = session.Load(modelPath);
                using var rows = request?.For(first).Open(session);
                var found = new FoundAgain(modelPath, first, others, rows, session);
                var (matched, stability) = (found.Pairs, found.Stability);
                if (path.Length > 0) TableOutput.Write(path, Columns(first, stability, matched));
                var report = new Report().Add("hidden_units", first.HiddenUnits, "units of the first model");
                for (var i = 0; i < others.Length; i++)
                {
                    var suffix = i == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"_{i + 1}");
                    report.Add("found_again" + suffix, matched[i].Count(pair => pair.IsFoundAgain) / (double)first.HiddenUnits, $"share of them found again in {others[i]}", isShare: true)
                        .Add("alone" + suffix, first.HiddenUnits - matched[i].Count, "units that none of its is at all like");
                }
                report.Add("stability_mean", stability.Average(), "share of the other models that have found a unit again, mean over units", isShare: true);
                if (path.Length > 0) report.Add("output", path);
                if (json.IsGiven(parse))
                {
                    report.Add("pairs", (IReadOnlyList<IReadOnlyDictionary<string, object>>)[.. matched[0].Select(pair => Record(pair, rows is not null))]).Write(session.Out, json: true);
                    return 0;
                }
                report.Write(session.Out, json: false);
                session.Out.WriteLine($"the most alike ({modelPath}, {others[0]}):");
                foreach (var pair in matched[0].OrderByDescending(Alike).Take(shown)) session.Out.WriteLine($"  {Words(pair)}");
                return 0;
            },
        };
        verb.Add(model);
        verb.Add(other);
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[with, .. data.Options, limit, output, json]) verb.Add(option);
        return verb;
    }

    private static Argument<string> Model(string name, string summary) => new(name)
    {
        Description = summary,
        Arity = ArgumentArity.ZeroOrOne,                // a missing one is worded by UseFaults
    };

    private static double Alike(UnitPair pair) => double.IsNaN(pair.Activations) ? (pair.Decoder + pair.Encoder) / 2 : pair.Activations;

    private static string Words(UnitPair pair) => string.Create(CultureInfo.InvariantCulture, $"unit {pair.First} and unit {pair.Second}: ")
        + (double.IsNaN(pair.Activations) ? "" : string.Create(CultureInfo.InvariantCulture, $"activations {pair.Activations:0.00}, "))
        + string.Create(CultureInfo.InvariantCulture, $"decoder rows {pair.Decoder:0.00}, encoder rows {pair.Encoder:0.00}");

    private static Dictionary<string, object> Record(UnitPair pair, bool activations)
    {
        var record = new Dictionary<string, object> { ["unit"] = pair.First, ["other"] = pair.Second, ["decoder_cosine"] = pair.Decoder, ["encoder_cosine"] = pair.Encoder };
        if (activations) record["activation_correlation"] = pair.Activations;
        record["found_again"] = pair.IsFoundAgain;
        return record;
    }

    /// <summary>A line a unit of the first model: its stability, and its pair in the first of the others.</summary>
    private static IReadOnlyList<OutputColumn> Columns(SparseAutoencoder first, double[] stability, IReadOnlyList<IReadOnlyList<UnitPair>> matched)
    {
        var pairs = matched[0].ToDictionary(pair => pair.First);
        double[] Of(Func<UnitPair, double> value) => [.. Enumerable.Range(0, first.HiddenUnits).Select(unit => pairs.TryGetValue(unit, out var pair) ? value(pair) : double.NaN)];
        return
        [
            new("unit", Enumerable.Range(0, first.HiddenUnits).ToArray()), new("stability", stability), new("other", Of(pair => pair.Second)), new("decoder_cosine", Of(pair => pair.Decoder)),
            new("encoder_cosine", Of(pair => pair.Encoder)), new("activation_correlation", Of(pair => pair.Activations)),
        ];
    }
}
