using System.CommandLine;
using Embed;
using SparseAutoencoders;
using Steering;

// A sentence is turned into a vector by MiniLM (ONNX Runtime); a unit of a sparse autoencoder of such vectors is changed; what the sentence means then is read off the definitions it is nearest to.
var sentence = new Option<string>("--sentence") { Description = "What is changed", DefaultValueFactory = _ => "a dog that guards a house" };
var like = new Option<string>("--like") { Description = "Its strongest unit, which the sentence does not have, is switched on", DefaultValueFactory = _ => "a musical instrument with strings" };
var unit = new Option<int?>("--unit") { Description = "Or this unit" };
var times = new Option<float>("--times") { Description = "How strongly: so many times the strongest code of the sentence", DefaultValueFactory = _ => 2 };
var model = new Option<string?>("--model") { Description = "A model of these vectors, of this library or of another tool; without it one is learned" };
var folder = new Option<string>("--glosses") { Description = "Folder of embeddings.npy and glosses.csv", DefaultValueFactory = _ => "data/wordnet" };
var command = new RootCommand("Changes what a sentence means by one unit of a sparse autoencoder.") { sentence, like, unit, times, model, folder };
command.SetAction(parsed =>
{
    using var glosses = new Glosses(parsed.GetValue(folder)!);
    var autoencoder = parsed.GetValue(model) is { } path ? SparseAutoencoder.Load(path)
        : SparseAutoencoder.Train(glosses.Rows, TrainingOptions.For(new BatchTopKOptions { L0 = 16 }, 512) with { Optimizer = new AdamOptions { LearningRate = 0.0017, Epochs = 10, Schedule = Schedule.Trapezoid } });
    using var language = MiniLm.Open();
    var vectors = language.Embed([parsed.GetValue(sentence)!, parsed.GetValue(like)!], threads: 1);
    var own = Steer.Strongest(autoencoder, vectors[0]).ToList();
    var added = parsed.GetValue(unit) ?? Steer.Strongest(autoencoder, vectors[1]).First(one => own.All(other => other.Unit != one.Unit)).Unit;
    var code = parsed.GetValue(times) * own[0].Code;

    Console.WriteLine($"{own.Count} units say: {parsed.GetValue(sentence)}");
    foreach (var (one, strength) in own.Take(3)) Console.WriteLine($"  unit {one}, {strength:F2}: {Meaning(one)}");
    Tell("The sentence is nearest to", vectors[0]);
    Tell($"Without unit {own[0].Unit}", Steer.Change(autoencoder, vectors[0], [(own[0].Unit, 0)]));
    Console.WriteLine($"Unit {added} says: {Meaning(added)}");
    Tell($"With it, at {code:F2}", Steer.Change(autoencoder, vectors[0], [(added, code)]));
    Tell($"With it, and without unit {own[0].Unit}", Steer.Change(autoencoder, vectors[0], [(added, code), (own[0].Unit, 0)]));

    // What a unit stands for: the definitions that its decoder row points to.
    string Meaning(int one) => string.Join("; ", glosses.Nearest([.. Enumerable.Range(0, autoencoder.Outputs).Select(j => (float)autoencoder.DecoderWeights[one, j])], 2).Select(found => Short(glosses[found.Row])));

    void Tell(string what, float[] vector)
    {
        Console.WriteLine($"{what}:");
        foreach (var (row, cosine) in glosses.Nearest(vector, 3)) Console.WriteLine($"  {cosine:F2}  {Short(glosses[row])}");
    }

    static string Short(string gloss) => gloss.Length <= 90 ? gloss : $"{gloss[..89]}…";
});
try
{
    return command.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"steering: {failure.Message}");
    return 1;
}
