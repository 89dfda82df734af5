using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>sae inspect FILE: what a model or data file holds.</summary>
internal static class InspectCommand
{
    private const int NumbersAtOnce = 1 << 16;

    public static Verb Create(Choices choices)
    {
        var data = new DataFlags(choices, "FILE", "model file, or file of rows");
        var training = new TrainingFlags(choices);
        var json = CommonFlags.Json();
        var verb = new Verb("inspect", "say what a model or data file holds")
        {
            Examples = [("", "sae inspect model.safetensors"), ("", "sae inspect t10k-images-idx3-ubyte.gz"), ("", "sae inspect table.csv --json")],
            Run = (parse, session) =>
            {
                var request = data.Read(parse);
                var report = new Report();
                TableSummary? table = null;
                using var model = request.Paths is [var path] ? OpenModel(path) : null;
                if (model is null && request.Paths is [var other] && ModelOfOthers(other, session) is { } foreign) DescribeForeign(report, foreign);
                else if (model is not null) DescribeModel(report, session.Load(request.Paths[0]), model, training);
                else
                {
                    var text = new TextColumns();
                    using var rows = (request with { Options = request.Options with { KeepMissing = true, Text = text } }).Open(session);
                    table = rows.Columns is not null || rows.NumberType == "text" ? new TableSummary(rows, text) : null;
                    DescribeRows(report, rows, table, json.IsGiven(parse));
                }
                report.Write(session.Out, json.IsGiven(parse));
                if (!json.IsGiven(parse)) table?.Write(session.Out);
                return 0;
            },
        };
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. data.Options, json]) verb.Add(option);
        return verb;
    }

    /// <summary>The file as safetensors, if it bears the mark of a model, of whatever version; else null.</summary>
    private static SafetensorsFile? OpenModel(string path)
    {
        if (!File.Exists(path) || !BeginsAsSafetensors(path)) return null;
        var file = SafetensorsFile.Open(path);
        if (file.Metadata.TryGetValue("format", out var format) && format.StartsWith("sparse-autoencoders", StringComparison.Ordinal)) return file;
        file.Dispose();
        return null;
    }

    /// <summary>The model, if the file or folder is one of another tool; null for all others, which are rows.</summary>
    private static SparseAutoencoder? ModelOfOthers(string path, Session session)
    {
        var recognised = SparseAutoencoder.IsOfOthers(path);
        return recognised ? SparseAutoencoder.Load(path, session.Choices) : null;
    }

    private static void DescribeForeign(Report report, SparseAutoencoder model)
    {
        var origin = model.Origin!;
        report.Add("kind", "model of another tool").Add("tool", origin.Tool).Add("format", origin.Format);
        if (origin.Version is { } version) report.Add("version", version);
        foreach (var (key, words) in origin.MadeFor) report.Add(key, words);
        report.Add("inputs", model.Inputs);
        if (model.IsTranscoder) report.Add("outputs", model.Outputs);
        var choice = Choices.Find(model.Options.Choices.Sparsities, model.Options.Sparsity);
        report.Add("hidden_units", model.HiddenUnits).Add("sparsity", choice.Name);
        foreach (var setting in choice.Settings.Where(setting => setting.Get(model.Options.Sparsity) is not null && setting.Name is "l0" or "subtract-decoder-bias" or "row-scale" or "skip" or "negative-codes" or "prefixes"))
            report.Add(setting.Key, setting.Get(model.Options.Sparsity) is Prefixes prefixes ? prefixes.ToString() : setting.Get(model.Options.Sparsity)!);
        if (model.Scaling is { } scaling) report.Add("input_scale", scaling.Scale[0]);
        report.Add("precision", Setting.Show(model.Options.Precision)).Add("unused", origin.Unused).Add("notes", origin.Notes);
        report.Add("tensors", (IReadOnlyList<IReadOnlyDictionary<string, object>>)
        [
            .. origin.Tensors.Select(tensor => new Dictionary<string, object> { ["name"] = tensor.Name, ["type"] = tensor.NumberType, ["shape"] = tensor.Shape }),
        ]);
    }

    // Eight bytes of length, then JSON.
    private static bool BeginsAsSafetensors(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> head = stackalloc byte[9];
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head[8] == '{';
    }

    private static void DescribeModel(Report report, SparseAutoencoder model, SafetensorsFile file, TrainingFlags training)
    {
        report.Add("kind", file.Metadata["format"].StartsWith("sparse-autoencoders-checkpoint", StringComparison.Ordinal) ? "checkpoint" : "model").Add("inputs", model.Inputs);
        if (model.IsTranscoder) report.Add("outputs", model.Outputs);
        report.Add("hidden_units", model.HiddenUnits).Add("trained_rows", model.TrainedRows).Add("version", model.Version);
        foreach (var (name, value) in training.List(model.Options).Where(pair => pair.Key is not ("hidden" or "threads"))) report.Add(training.KeyOf(name), value);
        if (model.InputNames is { } names) report.Add("input_names", names);
        if (model is { IsTranscoder: true, OutputNames: { } outputs }) report.Add("output_names", outputs);
        report.Add("tensors", (IReadOnlyList<IReadOnlyDictionary<string, object>>)
        [
            .. file.Tensors.Select(tensor => new Dictionary<string, object> { ["name"] = tensor.Name, ["type"] = tensor.NumberType, ["shape"] = tensor.Shape }),
        ]);
    }

    private static void DescribeRows(Report report, IRows rows, TableSummary? table, bool json)
    {
        report.Add("kind", "data").Add("rows", rows.Count).Add("inputs", rows.Width).Add("number_type", rows.NumberType);
        if (rows.Image is { } image) report.Add("image", image.ToString());
        if (json && rows.Columns is { } names) report.Add("columns", names);

        var (min, max, sum, finite, zeros, badRows) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0L, 0L, 0);
        var atOnce = Math.Max(1, NumbersAtOnce / Math.Max(1, rows.Width));
        var block = new double[Math.Min(atOnce, rows.Count) * rows.Width];
        for (var first = 0; first < rows.Count; first += atOnce)
        {
            var part = block.AsSpan(0, Math.Min(atOnce, rows.Count - first) * rows.Width);
            rows.Read(first, part);
            for (var r = 0; r < part.Length; r += rows.Width)
            {
                var row = part.Slice(r, rows.Width);
                table?.Take(row);
                var bad = false;
                foreach (var x in row)
                {
                    if (!double.IsFinite(x))
                    {
                        bad |= !TextColumns.IsCell(x);
                        continue;
                    }
                    (min, max, sum, finite) = (Math.Min(min, x), Math.Max(max, x), sum + x, finite + 1);
                    if (x == 0) zeros++;
                }
                if (bad) badRows++;
            }
        }
        if (finite > 0) report.Add("min", min).Add("max", max).Add("mean", sum / finite).Add("share_of_zeros", (double)zeros / finite);
        report.Add("rows_with_nan_or_infinity", badRows);
        if (json && table is not null) report.Add("column_details", table.Details);
    }
}
