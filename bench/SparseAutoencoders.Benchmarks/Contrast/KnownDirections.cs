namespace SparseAutoencoders.Benchmarks.Contrast;

/// <summary>Rows that are sums of a few of many known directions, and how many of them a model finds.</summary>
internal sealed class KnownDirections
{
    /// <summary>A direction is found if some decoder row has a larger |cosine| with it.</summary>
    private const double Near = 0.9;

    private readonly double[][] _directions;

    /// <param name="rows">Rows.</param>
    /// <param name="inputs">Numbers of a row.</param>
    /// <param name="directions">Directions, each of length one, drawn from all directions alike.</param>
    /// <param name="perRow">Directions a row is a sum of, each times a number in [0.5, 1.5).</param>
    public KnownDirections(int rows, int inputs, int directions, int perRow)
    {
        var random = new Random(7);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        _directions = [.. Enumerable.Range(0, directions).Select(_ =>
        {
            var direction = Enumerable.Range(0, inputs).Select(_ => Normal()).ToArray();
            var length = Math.Sqrt(direction.Sum(x => x * x));
            return direction.Select(x => x / length).ToArray();
        })];
        var numbers = new float[rows][];
        for (var i = 0; i < rows; i++)
        {
            numbers[i] = new float[inputs];
            var chosen = new HashSet<int>();
            while (chosen.Count < perRow) chosen.Add(random.Next(directions));
            foreach (var direction in chosen)
            {
                var strength = 0.5 + random.NextDouble();
                for (var j = 0; j < inputs; j++) numbers[i][j] += (float)(strength * _directions[direction][j]);
            }
        }
        Rows = SparseAutoencoders.Rows.From(numbers);
    }

    /// <summary>The rows.</summary>
    public IRows Rows { get; }

    /// <summary>Share of the directions that rows of (units, inputs) weights find.</summary>
    public double Found(Matrix<double> weights)
    {
        var found = 0;
        Parallel.ForEach(_directions, direction =>
        {
            for (var l = 0; l < weights.Rows; l++)
            {
                var (product, square) = (0.0, 0.0);
                var row = weights.Row(l);
                for (var j = 0; j < row.Length; j++) (product, square) = (product + row[j] * direction[j], square + row[j] * row[j]);
                if (!(Math.Abs(product) > Near * Math.Sqrt(square))) continue;
                Interlocked.Increment(ref found);
                return;
            }
        });
        return (double)found / _directions.Length;
    }
}
