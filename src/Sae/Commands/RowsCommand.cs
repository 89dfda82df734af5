using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>What encode and reconstruct share: a model and rows in, a file of rows out.</summary>
internal static class RowsCommand
{
    /// <param name="choices">Holds the formats.</param>
    /// <param name="name">The command.</param>
    /// <param name="summary">One line of help.</param>
    /// <param name="remarks">A few lines more.</param>
    /// <param name="result">What is written: "codes".</param>
    /// <param name="work">Makes it, as it is read.</param>
    /// <param name="outputs">Kinds of file it can be written to.</param>
    public static Verb Create(Choices choices, string name, string summary, string remarks, string result, Func<SparseAutoencoder, IRows, IRows> work, IReadOnlyList<IRowWriter> outputs)
    {
        var model = CommonFlags.Model();
        var (data, part) = (new DataFlags(choices), new PartFlag());
        var output = CommonFlags.Output("FILE", $"the file of {result} to write: {Endings(outputs)} by its ending");
        var json = CommonFlags.Json();
        var verb = new Verb(name, summary)
        {
            Remarks = remarks,
            Examples =
            [
                ("for numpy:", $"sae {name} model.safetensors images.npy --output {result}.npy"),
                ("for pandas:", $"sae {name} model.safetensors images.npy --output {result}.parquet"),
                ("for a spreadsheet, the first hundred rows:", $"sae {name} model.safetensors images.npy --rows 100 --output {result}.csv"),
                ("on the second of four machines:", $"sae {name} model.safetensors images.npy --part 2/4 --output {result}-2.npy"),
            ],
            Run = (parse, session) =>
            {
                var request = data.Read(parse);
                var (modelPath, path) = (parse.GetValue(model)!, output.Read(parse));
                Destination.CheckFile("--output", path, [.. outputs.Select(kind => kind.Ending)], [modelPath, .. request.Paths]);
                var loaded = session.Load(modelPath);
                using var rows = request.For(loaded).Open(session);
                var started = Stopwatch.GetTimestamp();
                using var made = work(loaded, part.Of(parse, rows, out _));
                Write(path, part.Written(parse, made, path), outputs, session.Cancellation);
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                if (json.IsGiven(parse))
                {
                    new Report().Add("rows", made.Count).Add("columns", made.Width).Add("output", path)
                        .Add("seconds", seconds).Add("rows_per_second", made.Count / seconds).Write(session.Out, json: true);
                }
                else session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result} of {made.Count} rows, {made.Width} numbers each, written to {path}{(LeavesOutZeros(path, outputs) && made is not ISparseRows ? "; none of them is left out as 0, so that .npy would be smaller" : "")}"));
                return 0;
            },
        };
        verb.Add(model);
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. data.Options, part.Option, output, json]) verb.Add(option);
        return verb;
    }

    /// <summary>Endings of files that rows are written to, in words.</summary>
    public static string Endings(IReadOnlyList<IRowWriter> outputs) => $"{string.Join(", ", outputs.SkipLast(1).Select(kind => kind.Ending))} or {outputs[^1].Ending}";

    /// <summary>Kinds of file for rows of which hardly a number is 0.</summary>
    public static IReadOnlyList<IRowWriter> Dense(Choices choices) => [.. choices.Outputs.Where(kind => !kind.LeavesOutZeros)];

    /// <summary>Writes what a model has made, in the precision it is made in.</summary>
    public static void Write(string path, IRows made, IReadOnlyList<IRowWriter> outputs, CancellationToken cancellation)
    {
        if (made.NumberType == "float64") RowOutput.Write<double>(path, made, outputs, cancel: cancellation);
        else RowOutput.Write<float>(path, made, outputs, cancel: cancellation);
    }

    private static bool LeavesOutZeros(string path, IReadOnlyList<IRowWriter> outputs) => outputs.First(kind => path.EndsWith(kind.Ending, StringComparison.OrdinalIgnoreCase)).LeavesOutZeros;
}
