using System.Globalization;
using System.Text;
using SparseAutoencoders;
using SparseAutoencoders.Dashboard.Showing;

namespace Sae.Output;

/// <summary>What a sweep found, for people and for programs.</summary>
/// <param name="runs">Its runs.</param>
/// <param name="session">The run of the tool.</param>
internal sealed class SweepText(IReadOnlyList<SweepRun> runs, Session session)
{
    private static readonly string[] OfTheJudging = ["seconds", "rows_per_second"];

    private readonly SweepRun? _best = Sweep.Best(runs);

    /// <summary>A line a run, what differs first: every figure, of the training rows and of those held out.</summary>
    public string Csv()
    {
        var records = runs.Select(Record).ToList();
        var varied = runs.SelectMany(run => run.Varied).Select(pair => pair.Key).Distinct().ToList();
        string[] last = ["seconds", "model", "findings", "error", "best"];
        string[] head = [.. varied, .. records.SelectMany(record => record.Keys).Distinct().Except(varied).Except(last).Except(["name"]), .. last];
        var text = new StringBuilder().AppendJoin(',', head).Append('\n');
        foreach (var record in records) text.AppendJoin(',', head.Select(key => Cell(record.GetValueOrDefault(key)))).Append('\n');
        return text.ToString();
    }

    /// <summary>Writes the table, or one line of JSON.</summary>
    public void Write(bool json, string folder)
    {
        if (json)
        {
            var report = new Report().Add("runs", (IReadOnlyList<IReadOnlyDictionary<string, object>>)[.. runs.Select(Record)]);
            if (_best is not null) report.Add("best", _best.Name);
            report.Add("output", folder).Write(session.Out, json: true);
            return;
        }
        var table = new SweepTable(runs);
        IReadOnlyList<string>[] lines = [[.. table.Head, ""], .. table.Lines.Select(line => (IReadOnlyList<string>)[.. line.Cells, Remark(line)])];
        var widths = Enumerable.Range(0, table.Head.Count).Select(i => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines)
            session.Out.WriteLine(string.Join("  ", line.Select((cell, i) => i == widths.Length ? cell : i < table.Settings ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        if (_best is { } best)
        {
            session.Out.WriteLine($"figures of {table.Rows}; the highest explained variance{(best.Findings.Count == 0 ? " of the models nothing is amiss with" : ", but something is amiss with every model")}: {best.Name}");
            foreach (var finding in best.Findings) session.Out.WriteLine(session.Say(finding));
            session.Out.WriteLine($"its model is {best.Model}");
        }
        if (runs.Any(run => run.Findings.Count > 0)) session.Out.WriteLine("what is amiss with a model stands in report.html");
        session.Out.WriteLine($"table, picture and page written to {folder}: sweep.csv{(_best is null ? "" : ", trade-off.png, trade-off.svg")}, report.html");
    }

    private string Remark(SweepTable.Line line) => line.Run.Error is { } error ? $"failed: {session.Say(error)}" : line.IsBest ? "best" : line.Run.Findings.Count > 0 ? "amiss" : "";

    private Dictionary<string, object> Record(SweepRun run)
    {
        var record = new Dictionary<string, object> { ["name"] = run.Name };
        foreach (var (key, value) in run.Varied) record[key] = Typed(value);
        foreach (var (evaluation, prefix) in new[] { (run.Evaluation, ""), (run.HeldOut, "validation_") })
        {
            foreach (var metric in evaluation?.Metrics ?? [])
            {
                if (OfTheJudging.Contains(metric.Key) || record.ContainsKey(prefix + metric.Key)) continue;
                record[prefix + metric.Key] = metric.Whole ? (long)metric.Read(evaluation!) : metric.Read(evaluation!);
            }
        }
        if (run.Evaluation is not null) (record["seconds"], record["model"]) = (run.Seconds, run.Model);
        record["findings"] = (IReadOnlyList<string>)[.. run.Findings.Select(session.Say)];
        if (run.Error is { } error) record["error"] = session.Say(error);
        record["best"] = run == _best;
        return record;
    }

    private static object Typed(string value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : bool.TryParse(value, out var flag) ? flag : value;

    private static string Cell(object? value)
    {
        var text = value switch
        {
            null => "",
            bool flag => flag ? "true" : "false",
            IReadOnlyList<string> texts => string.Join(' ', texts),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        return text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
