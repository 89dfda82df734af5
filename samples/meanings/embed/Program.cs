using System.CommandLine;
using System.Diagnostics;
using Embed;
using SparseAutoencoders;

// WordNet's glosses as vectors: embeddings.npy, float16, and glosses.csv with class and gloss of each row, in the same order.
var wordNet = new Option<string>("--wordnet") { Description = "Folder of WordNet's data files", DefaultValueFactory = _ => "/usr/share/wordnet" };
var output = new Option<string>("--output") { Description = "Folder that takes embeddings.npy and glosses.csv", Required = true };
var rows = new Option<int?>("--rows") { Description = "How many synsets, drawn evenly; all without it" };
var seed = new Option<int>("--seed") { Description = "Start of the random numbers that draw them", DefaultValueFactory = _ => 1 };
var threads = new Option<int>("--threads") { Description = "Batches at a time", DefaultValueFactory = _ => Environment.ProcessorCount };
var command = new RootCommand("Embeds WordNet's definitions by all-MiniLM-L6-v2.") { wordNet, output, rows, seed, threads };
command.SetAction(parsed =>
{
    using var model = MiniLm.Open();
    model.Check();
    var synsets = Sample.Of(Synset.ReadAll(parsed.GetValue(wordNet)!), parsed.GetValue(rows), parsed.GetValue(seed));
    var clock = Stopwatch.StartNew();
    var vectors = model.Embed([.. synsets.Select(synset => synset.Definition)], batch: 32, parsed.GetValue(threads), done =>
    {
        if (done % 8192 < 32) Console.Error.WriteLine($"{done} of {synsets.Length}, {done / clock.Elapsed.TotalSeconds:F0} a second");
    });

    var folder = Directory.CreateDirectory(parsed.GetValue(output)!).FullName;
    using (var file = File.Create(Path.Combine(folder, "embeddings.npy"))) NpyWriter.Write<Half>(file, Rows.From(vectors));
    File.WriteAllLines(Path.Combine(folder, "glosses.csv"), ["class,gloss", .. synsets.Select(synset => $"{synset.Class},{Quoted(synset.Entry)}")]);
    Console.WriteLine($"{synsets.Length} glosses of {synsets.Select(synset => synset.Class).Distinct().Count()} classes, {clock.Elapsed.TotalSeconds:F0} s");
});
try
{
    return command.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"embed: {failure.Message}");
    return 1;
}

static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
