using System.CommandLine;
using System.Diagnostics;
using Embed;
using SparseAutoencoders;

// WordNet's glosses as vectors: embeddings.npy, float16, and glosses.csv with class and gloss of each row, in the same order. With --tensor a row is a token of a gloss.
var wordNet = new Option<string>("--wordnet") { Description = "Folder of WordNet's data files", DefaultValueFactory = _ => "/usr/share/wordnet" };
var output = new Option<string>("--output") { Description = "Folder that takes embeddings.npy and glosses.csv", Required = true };
var rows = new Option<int?>("--rows") { Description = "How many synsets, drawn evenly; all without it" };
var seed = new Option<int>("--seed") { Description = "Start of the random numbers that draw them", DefaultValueFactory = _ => 1 };
var threads = new Option<int>("--threads") { Description = "Batches at a time", DefaultValueFactory = _ => Environment.ProcessorCount };
var tensor = new Option<string?>("--tensor") { Description = "A row is a token: its numbers in this tensor of the model's graph" };
var target = new Option<string?>("--target") { Description = "And in this one, in targets.npy" };
var command = new RootCommand("Embeds WordNet's definitions by all-MiniLM-L6-v2.") { wordNet, output, rows, seed, threads, tensor, target };
command.SetAction(parsed =>
{
    string[] tensors = [.. new[] { parsed.GetValue(tensor), parsed.GetValue(target) }.OfType<string>()];
    using var model = MiniLm.Open(tensors);
    model.Check();
    var synsets = Sample.Of(Synset.ReadAll(parsed.GetValue(wordNet)!), parsed.GetValue(rows), parsed.GetValue(seed));
    string[] definitions = [.. synsets.Select(synset => synset.Definition)];
    var clock = Stopwatch.StartNew();
    void Tell(int done)
    {
        if (done % 8192 < 32) Console.Error.WriteLine($"{done} of {synsets.Length}, {done / clock.Elapsed.TotalSeconds:F0} a second");
    }

    var folder = Directory.CreateDirectory(parsed.GetValue(output)!).FullName;
    IEnumerable<(string Class, string Gloss)> texts;
    if (tensors.Length == 0)
    {
        Write("embeddings.npy", model.Embed(definitions, parsed.GetValue(threads), Tell));
        texts = synsets.Select(synset => (synset.Class, synset.Entry));
    }
    else
    {
        foreach (var (place, tokens) in model.Tokens(definitions, tensors, parsed.GetValue(threads), Tell).Index())
            Write(place == 0 ? "embeddings.npy" : "targets.npy", [.. tokens.SelectMany(sentence => sentence.Chunk(MiniLm.Width))]);
        texts = synsets.SelectMany(synset => model.Marked(synset.Definition), (synset, marked) => (synset.Class, marked));
    }
    File.WriteAllLines(Path.Combine(folder, "glosses.csv"), texts.Select(text => $"{text.Class},\"{text.Gloss.Replace("\"", "\"\"", StringComparison.Ordinal)}\"").Prepend("class,gloss"));
    Console.WriteLine($"{synsets.Length} glosses of {synsets.Select(synset => synset.Class).Distinct().Count()} classes, {clock.Elapsed.TotalSeconds:F0} s");

    void Write(string name, float[][] vectors)
    {
        using var file = File.Create(Path.Combine(folder, name));
        NpyWriter.Write<Half>(file, Rows.From(vectors));
    }
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
