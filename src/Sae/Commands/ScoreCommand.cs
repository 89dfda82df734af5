using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>sae score MODEL DATA: how badly each row is rebuilt, and what of it.</summary>
internal static class ScoreCommand
{
    private const int NamedInputs = 3;

    public static Verb Create(Choices choices)
    {
        var model = CommonFlags.Model();
        var (data, part) = (new DataFlags(choices, targets: true), new PartFlag());
        var outputs = RowsCommand.Dense(choices);
        var top = new Flag<int>("Output", "--top", "N", "rows to name, those rebuilt worst", FlagText.Count) { Default = "10" };
        var output = CommonFlags.Output("FILE", $"all scores: {RowsCommand.Endings(outputs)} by its ending", demanded: false);
        var json = CommonFlags.Json();
        var verb = new Verb("score", "say how unusual rows are: how badly each is rebuilt, and which inputs of it")
        {
            Remarks = "A row's score is its own reconstruction loss L, in the space the network sees (after the model's scaling). The file holds it, and after it each input's share.",
            Examples =
            [
                ("the rows that fit worst, and where:", "sae score model.safetensors readings.csv"),
                ("every row's score, for a spreadsheet:", "sae score model.safetensors readings.csv --output scores.csv"),
                ("on the second of four machines:", "sae score model.safetensors readings.csv --part 2/4 --output scores-2.csv"),
            ],
            Run = (parse, session) =>
            {
                var request = data.Read(parse);
                var (modelPath, most, path) = (parse.GetValue(model)!, top.Read(parse), output.Read(parse, ""));
                if (path.Length > 0) Destination.CheckFile("--output", path, [.. outputs.Select(kind => kind.Ending)], [modelPath, .. request.Files]);
                var loaded = session.Load(modelPath);
                using var rows = request.For(loaded).Open(session);
                var started = Stopwatch.GetTimestamp();
                using var scores = new ScoredRows(loaded.Score(part.Of(parse, rows, out var first)));
                if (path.Length == 0) scores.ReadAll();
                else RowsCommand.Write(path, part.Written(parse, scores, path), outputs, session.Cancellation);
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

                var worst = Enumerable.Range(0, scores.Count).OrderByDescending(row => scores.Errors[row]).Take(most).Select(row => Named(scores, row, first)).ToList();
                var report = new Report().Add("rows", scores.Count, "rows scored");
                foreach (var (key, value, summary) in Figures(scores.Errors)) report.Add(key, value, summary);
                report.Add("seconds", seconds, "time taken").Add("rows_per_second", scores.Count / seconds, "rows per second");
                if (path.Length > 0) report.Add("output", path);
                if (json.IsGiven(parse))
                {
                    report.Add("top", (IReadOnlyList<IReadOnlyDictionary<string, object>>)[.. worst]).Write(session.Out, json: true);
                    return 0;
                }
                report.Write(session.Out, json: false);
                session.Out.WriteLine($"rebuilt worst (row, from 0; score; the {(loaded.IsTranscoder ? "outputs" : "inputs")} with the largest shares):");
                foreach (var one in worst) session.Out.WriteLine($"  {Report.Shown(one["row"])}  {Report.Shown(one["score"])}  {Words((IReadOnlyList<IReadOnlyDictionary<string, object>>)one["inputs"])}");
                return 0;
            },
        };
        verb.Add(model);
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. data.Options, part.Option, top, output, json]) verb.Add(option);
        return verb;
    }

    /// <summary>The scores' mean and quantiles, each the smallest score that so many of the rows do not exceed.</summary>
    private static IEnumerable<(string Key, double Value, string Summary)> Figures(IReadOnlyList<double> errors)
    {
        var sorted = errors.Order().ToArray();
        double Quantile(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
        yield return ("score_mean", errors.Average(), "score of a row, mean over rows: L");
        yield return ("score_median", Quantile(0.5), "half of the rows score no more");
        yield return ("score_p95", Quantile(0.95), "95 % of the rows score no more");
        yield return ("score_p99", Quantile(0.99), "99 % of the rows score no more");
        yield return ("score_max", sorted[^1], "score of the row that is rebuilt worst");
    }

    private static Dictionary<string, object> Named(IRows scores, int row, int firstRow)
    {
        var numbers = new double[scores.Width];
        scores.Read(row, numbers.AsSpan());
        var inputs = Enumerable.Range(1, scores.Width - 1).OrderByDescending(input => numbers[input]).Take(NamedInputs)
            .Select(input => new Dictionary<string, object> { ["input"] = scores.Columns![input], ["share"] = numbers[input] });
        return new() { ["row"] = firstRow + row, ["score"] = numbers[0], ["inputs"] = (IReadOnlyList<IReadOnlyDictionary<string, object>>)[.. inputs] };
    }

    private static string Words(IReadOnlyList<IReadOnlyDictionary<string, object>> inputs) =>
        string.Join(", ", inputs.Select(input => string.Create(CultureInfo.InvariantCulture, $"{MessageText.Visible((string)input["input"])} {100 * (double)input["share"]:0.#} %")));
}
