using SparseAutoencoders;

namespace Choosing;

/// <summary>Rows of which it is known what they are made of. The same at every call.</summary>
internal static class KnownRows
{
    private const int Vectors = 20_000, Inputs = 384, Known = 512, Active = 5;
    private const int Windows = 10_000, Samples = 64, Shapes = 6;

    /// <summary>Directions of length 1: (512, 384).</summary>
    public static Matrix<double> Directions()
    {
        var random = new RandomNumbers(1, 1);
        var directions = new Matrix<double>(Known, Inputs);
        foreach (ref var number in directions.All) number = Normal(random);
        for (var l = 0; l < Known; l++)
        {
            var row = directions.Row(l);
            var length = Math.Sqrt(Dot(row, row));
            foreach (ref var number in row) number /= length;
        }
        return directions;
    }

    /// <summary>Like embeddings: each row the sum of 5 of the directions, each taken 0.5 to 1.5 times. (20,000, 384).</summary>
    public static Matrix<double> Sums()
    {
        var (directions, random, rows) = (Directions(), new RandomNumbers(1, 2), new Matrix<double>(Vectors, Inputs));
        var order = Enumerable.Range(0, Known).ToArray();
        for (var r = 0; r < Vectors; r++)
        {
            random.Shuffle(order);
            foreach (var l in order.AsSpan(0, Active))
            {
                var strength = 0.5 + random.NextDouble();
                for (var j = 0; j < Inputs; j++) rows[r, j] += strength * directions[l, j];
            }
        }
        return rows;
    }

    /// <summary>Like windows cut from a recording: noise, and in it one or two of six short waves, each anywhere in the window. (10,000, 64).</summary>
    public static Matrix<double> Signal()
    {
        var (random, rows) = (new RandomNumbers(1, 3), new Matrix<double>(Windows, Samples));
        for (var r = 0; r < Windows; r++)
        {
            for (var waves = 1 + random.Next(2); waves > 0; waves--)
            {
                var (shape, place, strength) = (random.Next(Shapes), random.Next(Samples), 1 + random.NextDouble());
                for (var t = 0; t < Samples; t++) rows[r, t] += strength * Wave(shape, t - place);
            }
            for (var t = 0; t < Samples; t++) rows[r, t] += 0.1 * Normal(random);
        }
        return rows;
    }

    /// <summary>How many of the directions a row of weights points along, to either side: |cosine| > 0.9.</summary>
    /// <param name="weights">(any number of rows, 384).</param>
    public static int Found(Matrix<double> weights)
    {
        var directions = Directions();
        return Enumerable.Range(0, Known).AsParallel().Count(l => Enumerable.Range(0, weights.Rows).Any(unit =>
            Math.Abs(Dot(weights.Row(unit), directions.Row(l))) > 0.9 * Math.Sqrt(Dot(weights.Row(unit), weights.Row(unit)))));
    }

    /// <summary>A wave that dies away on both sides of its middle; each shape has another frequency.</summary>
    private static double Wave(int shape, int t) => Math.Exp(-t * t / 18.0) * Math.Cos((0.2 + 0.4 * shape) * t);

    private static double Normal(RandomNumbers random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++) sum += a[j] * b[j];
        return sum;
    }
}
