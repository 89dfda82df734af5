using System.CommandLine;
using System.Globalization;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>sae convert MODEL --to FORMAT --output PATH: a model in another tool's format, or another tool's in ours.</summary>
internal static class ConvertCommand
{
    private const int RowsAtOnce = 256;

    public static Verb Create()
    {
        var model = CommonFlags.Model();
        var to = new Flag<string>("Output", "--to", "FORMAT", $"the format: {string.Join(", ", SparseAutoencoder.FormatsWritten)}", (name, text) => SparseAutoencoder.FormatsWritten.Contains(text) ? text
            : throw new WrongUse(name, $"'{MessageText.Visible(text)}' is none that models are written in", $"Give one of {string.Join(", ", SparseAutoencoder.FormatsWritten)}"))
        { Demanded = true };
        var output = CommonFlags.Output("PATH", $"the folder to write; for {SparseAutoencoder.OwnFormat} the file");
        var check = new Flag<string>("Data", "--check", "DATA", "rows that both models are put to: the largest differences of codes and outputs are told", FlagText.Path) { Default = "none" };
        var json = CommonFlags.Json();
        var verb = new Verb("convert", "write a model for another tool, or another tool's as one of this library")
        {
            Remarks = "Every command that takes a MODEL takes those of other tools as they are: file or folder. Scaling of the rows is folded into the weights where the format has no place for it; what it cannot say is refused. "
                + $"What the format has no place for otherwise is kept beside it in origin.safetensors, so that the way back gives the same bytes. Formats, definitions, what is lost: docs/exchange.md.",
            Examples =
            [
                ("for SAELens, and both put to the rows:", "sae convert model.safetensors --to saelens --output for-saelens --check rows.npy"),
                ("another tool's model as one of ours:", $"sae convert ae.pt --to {SparseAutoencoder.OwnFormat} --output model.safetensors"),
            ],
            Run = (parse, session) =>
            {
                var (modelPath, format, path) = (parse.GetValue(model)!, to.Read(parse), output.Read(parse));
                if (format == SparseAutoencoder.OwnFormat) Destination.CheckFile("--output", path, [".safetensors"], [modelPath, .. check.IsGiven(parse) ? [check.Read(parse)] : Array.Empty<string>()]);
                else Destination.CheckNewFolder(path);
                if (Path.GetFullPath(modelPath).TrimEnd('/') == Path.GetFullPath(path).TrimEnd('/') || Path.GetDirectoryName(Path.GetFullPath(modelPath)) == Path.GetFullPath(path).TrimEnd('/'))
                    throw new WrongUse("--output", $"{path} is also read", "Give another name");
                var loaded = session.Load(modelPath);
                using var rows = check.IsGiven(parse) ? Rows(check.Read(parse), loaded, session) : null;
                loaded.Save(path, format);
                var written = SparseAutoencoder.Load(path, session.Choices);
                var report = new Report().Add("format", format).Add("inputs", loaded.Inputs).Add("hidden_units", loaded.HiddenUnits).Add("output", path);
                if (rows is not null) Compare(report, loaded, written, rows, session.Cancellation);
                report.Write(session.Out, json.IsGiven(parse));
                if (!json.IsGiven(parse) && loaded.Scaling is not null && written.Scaling is null) session.Out.WriteLine("The scaling of the rows is folded into the weights.");
                return 0;
            },
        };
        verb.Add(model);
        foreach (var option in (IEnumerable<Option>)[to, output, check, json]) verb.Add(option);
        return verb;
    }

    private static IRows Rows(string path, SparseAutoencoder model, Session session)
    {
        session.ReadsFrom([path]);
        var rows = session.Choices.Open(path, model.ReadingOptions());
        if (rows.Width == model.Inputs) return rows;
        using (rows) throw new WrongUse("--check", string.Create(CultureInfo.InvariantCulture, $"{path} has rows of {rows.Width} numbers, and the model takes {model.Inputs}"), "Give the model's own kind of rows");
    }

    private static void Compare(Report report, SparseAutoencoder first, SparseAutoencoder second, IRows rows, CancellationToken cancellation)
    {
        var (codes, outputs, largest, largestOutput) = (0.0, 0.0, 0.0, 0.0);
        var (active, activeToo, differ) = (0L, 0L, 0L);
        using var pairs = new Pair(first.Encode(rows), second.Encode(rows));
        pairs.ForEach((a, b) =>
        {
            (codes, largest) = (Math.Max(codes, Math.Abs(a - b)), Math.Max(largest, Math.Abs(a)));
            if (a != 0) active++;
            if (b != 0) activeToo++;
            if ((a != 0) != (b != 0)) differ++;
        }, cancellation);
        using var made = new Pair(first.Reconstruct(rows), second.Reconstruct(rows));
        made.ForEach((a, b) => (outputs, largestOutput) = (Math.Max(outputs, Math.Abs(a - b)), Math.Max(largestOutput, Math.Abs(a))), cancellation);
        report.Add("rows", rows.Count).Add("code_difference_max", codes, "largest difference of a code").Add("code_max", largest, "largest code")
            .Add("output_difference_max", outputs, "largest difference of an output").Add("output_max", largestOutput, "largest output")
            .Add("l0", (double)active / rows.Count, "codes of a row that are not 0").Add("l0_written", (double)activeToo / rows.Count, "the same of what was written")
            .Add("codes_active_in_one", differ, "codes that are 0 in one of the two alone");
    }

    /// <summary>Two sets of rows side by side.</summary>
    private sealed class Pair(IRows first, IRows second) : IDisposable
    {
        public void ForEach(Action<double, double> look, CancellationToken cancellation)
        {
            for (var row = 0; row < first.Count; row += RowsAtOnce)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(RowsAtOnce, first.Count - row);
                var (a, b) = (new double[count * first.Width], new double[count * second.Width]);
                first.Read<double>(row, a);
                second.Read<double>(row, b);
                for (var i = 0; i < a.Length; i++) look(a[i], b[i]);
            }
        }

        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
