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
    /// <param name="noise">Standard deviation of what is added to every number.</param>
    public KnownDirections(int rows, int inputs, int directions, int perRow, double noise = 0) : this(rows, inputs, directions, noise, random =>
    {
        var chosen = new HashSet<int>();
        while (chosen.Count < perRow) chosen.Add(random.Next(directions));
        return chosen;
    })
    {
    }

    private KnownDirections(int rows, int inputs, int directions, double noise, Func<Random, IEnumerable<int>> choose)
    {
        var random = new Random(7);
        _directions = [.. Enumerable.Range(0, directions).Select(_ =>
        {
            var direction = Enumerable.Range(0, inputs).Select(_ => Normal(random)).ToArray();
            var length = Math.Sqrt(direction.Sum(x => x * x));
            return direction.Select(x => x / length).ToArray();
        })];
        var numbers = new float[rows][];
        for (var i = 0; i < rows; i++)
        {
            numbers[i] = new float[inputs];
            foreach (var direction in choose(random))
            {
                var strength = 0.5 + random.NextDouble();
                for (var j = 0; j < inputs; j++) numbers[i][j] += (float)(strength * _directions[direction][j]);
            }
            for (var j = 0; j < inputs && noise > 0; j++) numbers[i][j] += (float)(noise * Normal(random));
        }
        Rows = SparseAutoencoders.Rows.From(numbers);
    }

    /// <summary>Harder: directions of unequal frequency, proportional to 1/√rank (Zipf), that come together. The directions stand in groups of 16, and a number drawn for each group and row moves
    /// the odds of all its members: the normal numbers that decide which directions a row has correlate by 0.5 within a group.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="inputs">Numbers of a row.</param>
    /// <param name="directions">Directions.</param>
    /// <param name="perRow">Directions a row is a sum of, mean over rows.</param>
    /// <param name="noise">Standard deviation of what is added to every number.</param>
    public static KnownDirections Harder(int rows, int inputs, int directions, double perRow, double noise)
    {
        const int Group = 16;
        var all = Enumerable.Range(1, directions).Sum(rank => 1 / Math.Sqrt(rank));
        // Ranks are dealt to the groups in turn, so that a group has frequent and rare ones.
        var groups = (directions + Group - 1) / Group;
        var bounds = Enumerable.Range(1, directions).Select(rank => Quantile(perRow / Math.Sqrt(rank) / all)).ToArray();
        return new(rows, inputs, directions, noise, random =>
        {
            var shared = Enumerable.Range(0, groups).Select(_ => Normal(random)).ToArray();
            return [.. Enumerable.Range(0, directions).Where(i => Math.Sqrt(0.5) * (shared[i % groups] + Normal(random)) > bounds[i])];
        });
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

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>What a normal number is above with this probability, by halving; the tail by Simpson's rule.</summary>
    private static double Quantile(double probability)
    {
        var (low, high) = (-8.0, 8.0);
        while (high - low > 1e-9)
        {
            var middle = 0.5 * (low + high);
            if (Tail(middle) > probability) low = middle;
            else high = middle;
        }
        return low;

        static double Tail(double from)
        {
            const int Steps = 400;
            var (width, sum) = ((9 - from) / Steps, 0.0);
            for (var i = 0; i <= Steps; i++)
            {
                var x = from + i * width;
                sum += (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-0.5 * x * x);
            }
            return sum * width / 3 / Math.Sqrt(2 * Math.PI);
        }
    }
}
