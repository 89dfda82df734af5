using Edges;
using SparseAutoencoders;

// How many of a model's units are localised and oriented, and how many filters of random numbers are.
if (args is not [var path])
{
    Console.Error.WriteLine("edges: give one model of image patches. dotnet run --project samples/edges -c Release -- edges.safetensors");
    return 2;
}
var model = SparseAutoencoder.Load(path);
if (model.Image is not { Height: > 1, Width: > 1 } shape)
{
    Console.Error.WriteLine($"edges: {path}: its rows are no images. Train it on patches of images (--patches 12x12).");
    return 1;
}
Tell("learned", model.EncoderWeights);
var random = new RandomNumbers(1, 1);
var noise = new Matrix<double>(model.HiddenUnits, shape.Size);
foreach (ref var number in noise.All) number = random.NextDouble() - 0.5;
Tell("random numbers", noise);
return 0;

void Tell(string name, Matrix<double> filters)
{
    var shapes = Enumerable.Range(0, filters.Rows).Select(l => FilterShape.Of(filters.Row(l), shape)).ToArray();
    var (localised, oriented, both) = (shapes.Count(s => s.IsLocalised), shapes.Count(s => s.IsOriented), shapes.Count(s => s is { IsLocalised: true, IsOriented: true }));
    Console.WriteLine($"{name}: of {shapes.Length} filters {localised} localised, {oriented} oriented, {both} both ({100.0 * both / shapes.Length:F0} %)");
}
