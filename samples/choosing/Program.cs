using Choosing;
using SparseAutoencoders;

// The made rows of docs/choosing.md, and how many of the known directions a model has found.
switch (args)
{
    case ["vectors", var file]:
        Write(KnownRows.Sums(), file);
        return 0;
    case ["signal", var file]:
        Write(KnownRows.Signal(), file);
        return 0;
    case ["found", .. var models]:
        foreach (var path in models) Tell(path, SparseAutoencoder.Load(path));
        return 0;
    default:
        Console.Error.WriteLine("choosing: say what to do. vectors FILE.npy | signal FILE.npy | found MODEL …");
        return 2;
}

static void Write(Matrix<double> rows, string file) => RowOutput.Write<float>(file, new MemoryRows<double>(rows, null, "made rows"));

static void Tell(string path, SparseAutoencoder model)
{
    // What units write, in the data's own units.
    var weights = model.DecoderWeights;
    for (var l = 0; model.Scaling is { } scaling && l < weights.Rows; l++)
        for (var j = 0; j < weights.Columns; j++) weights[l, j] /= scaling.Scale[j];
    Console.WriteLine($"{path}: {KnownRows.Found(weights)} of {KnownRows.Directions().Rows} directions found");
}
