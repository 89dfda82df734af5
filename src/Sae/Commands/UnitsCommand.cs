using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Formats;

namespace Sae.Commands;

/// <summary>sae units MODEL DATA: what each hidden unit stands for, read off rows and what is written beside them.</summary>
internal static class UnitsCommand
{
    private const string Words = "words", Label = "label";

    // What units are sorted by, the largest first; units without the figure come last.
    private static readonly (string Word, string Summary, Func<UnitMeaning, double> Of)[] Orders =
    [
        ("unit", "by number", unit => -unit.Unit),
        ("active", "how often active", unit => unit.ActiveShare),
        ("strength", "largest activation", unit => unit.ActivationMax),
        (Words, "how clearly the first word stands out", unit => unit.Words.Count > 0 ? unit.Words[0].Score : double.NegativeInfinity),
        (Label, "F1 of the label told best, or the size of the rank correlation", unit => unit.Label?.F1 ?? (double.IsNaN(unit.RankCorrelation) ? double.NegativeInfinity : Math.Abs(unit.RankCorrelation))),
    ];

    public static Verb Create(Choices choices)
    {
        var model = CommonFlags.Model();
        var data = new DataFlags(choices);
        var with = FoundAgain.With("models of other seeds: of each unit, the share of them that have found it again (see sae compare)");
        var top = new Flag<int>("Output", "--top", "N", "strongest rows and clearest words of each unit", FlagText.Count) { Default = "10", Range = "at least 1" };
        var sort = new Flag<Func<UnitMeaning, double>>("Output", "--sort", "WORD", "the order of the units, the largest first", Order)
        {
            Default = "unit",
            Details = [.. Orders.Select(order => $"{order.Word}: {order.Summary}")],
        };
        var label = new Flag<string>("Output", "--label", "NAME", "only units that tell this label best", FlagText.Word) { Default = "all" };
        var word = new Flag<string>("Output", "--word", "WORD", "only units with this word", FlagText.Word) { Default = "all" };
        var probe = new Switch("Output", "--probe", "which units together tell each label: 1 and 5 of them by a logistic model, beside all inputs and an untrained model; judged on every fifth row");
        var limit = new Flag<int>("Output", "--limit", "N", "units to show here", FlagText.Count) { Default = "20", Range = "at least 1" };
        var output = CommonFlags.Output("FILE", $"a table of the units: {string.Join(", ", TableOutput.Endings)} by its ending", demanded: false);
        var json = CommonFlags.Json();
        var verb = new Verb("units", "say what each hidden unit stands for: its strongest rows, their words, its label")
        {
            Remarks = "Without --captions and --labels: how often and how strongly each unit is active, and its strongest rows. Words stand out by their log-odds against all captions. "
                + "Labels that are classes: precision, recall, F1 and AUC of the one that the unit tells best. Labels that are numbers: the rank correlation.",
            Examples =
            [
                ("", "sae units model.safetensors reviews.npy --captions reviews.txt"),
                ("a table for a spreadsheet, of a file with a column of text and one of classes:", "sae units model.safetensors reviews.csv --captions text --labels stars --output units.csv"),
                ("the units that tell a class:", "sae units model.safetensors images.idx --labels classes.idx --sort label --label 7"),
            ],
            Run = (parse, session) =>
            {
                var request = data.Read(parse);
                var (modelPath, path) = (parse.GetValue(model)!, output.Read(parse, ""));
                var (most, shown, order) = (top.Read(parse), limit.Read(parse), sort.Read(parse));
                if (path.Length > 0) Destination.CheckFile("--output", path, TableOutput.Endings, [modelPath, .. with.Read(parse, []), .. request.Files]);
                var loaded = session.Load(modelPath);
                using var rows = request.For(loaded).Open(session);
                if (label.IsGiven(parse) && rows.Labels is null) throw new WrongUse("--label", "there are no labels", "Give them with --labels");
                if (word.IsGiven(parse) && rows.Captions is null) throw new WrongUse("--word", "there are no captions", "Give them with --captions");
                foreach (var (by, texts, flag) in new[] { (Label, rows.Labels, "--labels"), (Words, rows.Captions, "--captions") })
                    if (order == By(by) && texts is null) throw new WrongUse("--sort", $"it asks for {by}, and there are no {flag[2..]}", $"Give them with {flag}");
                var all = loaded.DescribeUnits(rows, new MeaningOptions { Rows = most, Words = most }, session.Cancellation);
                if (label.IsGiven(parse) && all.Any(unit => !double.IsNaN(unit.RankCorrelation))) throw new WrongUse("--label", "the labels are numbers, of which no unit tells one", "Leave it out, or sort the units with --sort label");
                var (wantedLabel, wantedWord) = (label.Read(parse, ""), word.Read(parse, ""));
                var units = all.Where(unit => (wantedLabel.Length == 0 || unit.Label?.Label == wantedLabel)
                    && (wantedWord.Length == 0 || unit.Words.Any(own => string.Equals(own.Word, wantedWord, StringComparison.OrdinalIgnoreCase)))).OrderByDescending(order).ThenBy(unit => unit.Unit).ToList();
                if (probe.IsGiven(parse) && rows.Labels is null) throw new WrongUse("--probe", "there are no labels", "Give them with --labels");
                var probes = probe.IsGiven(parse) ? new ProbeTable(loaded.ProbeLabels(rows, session.Cancellation), loaded.Untrained(rows, session.Cancellation).ProbeLabels(rows, session.Cancellation)) : null;
                var stability = with.IsGiven(parse) ? new FoundAgain(modelPath, loaded, with.Read(parse), null, session).Stability : null;
                var table = new UnitTable(units, rows, stability, all);
                if (path.Length > 0) TableOutput.Write(path, table.Columns);
                if (json.IsGiven(parse))
                {
                    var report = new Report().Add("rows", rows.Count).Add("hidden_units", loaded.HiddenUnits).Add("live_units", all.Count(unit => unit.ActiveRows > 0));
                    if (path.Length > 0) report.Add("output", path);
                    if (probes is not null) report.Add("labels", probes.Records);
                    report.Add("units", (IReadOnlyList<IReadOnlyDictionary<string, object>>)[.. TableOutput.Records(table.Columns)!]).Write(session.Out, json: true);
                    return 0;
                }
                table.Write(session, shown);
                probes?.Write(session);
                if (path.Length > 0) session.Out.WriteLine($"{units.Count} units written to {path}");
                return 0;
            },
        };
        verb.Add(model);
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. data.Options, with, top, sort, label, word, probe, limit, output, json]) verb.Add(option);
        return verb;
    }

    private static Func<UnitMeaning, double>? By(string word) => Orders.FirstOrDefault(order => order.Word == word).Of;

    private static Func<UnitMeaning, double> Order(string name, string text) => By(text)
        ?? throw new WrongUse(name, $"'{text}' is not one of its words", $"Give {string.Join(" or ", Orders.Select(order => order.Word))}");
}
