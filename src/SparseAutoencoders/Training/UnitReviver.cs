namespace SparseAutoencoders;

/// <summary>Has units begin anew, each towards a row that is rebuilt badly.</summary>
/// <remarks>First what the unit gave to every row is handed on, so that no output changes: what a dead unit always says, times its decoder row, goes
/// into the decoder's biases, and a twin's decoder row into that of the unit it repeats (not where weights are tied: there it is the encoder's too).
/// Then, x̄ the mean row, x the row and e its error, x − x̂ (of its target, where it has one): W_e[l] points along x − x̄, as long as other units' are on average; W_d[l] along e, a
/// fifth as long as others', so that it disturbs little; the rest is the mechanism's (where it asks for a mean activation, b_l is such that the unit has it). Source of the idea: Bricken et al.,
/// "Towards monosemanticity" (2023), neuron resampling.
/// Where most codes are 0, W_e[l] points along e, too, half as long as others': the unit is active on the row and its like, and hardly elsewhere.</remarks>
internal sealed class UnitReviver<T>(Network<T> network, PreparedRows<T> rows, Pass<T> values, CancellationToken cancellation)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double DecoderShare = 0.2, EncoderShare = 0.5;

    /// <summary>Rows, evenly spread, that a new bias is solved on: ρ̂ is near enough then, and a constraint solves it on all rows.</summary>
    private const int BiasRows = 1024;

    private readonly Parameters<T> _parameters = network.Parameters;

    /// <summary>Revives as many as there are rows with an error to go towards.</summary>
    /// <returns>Each unit with its row.</returns>
    public IReadOnlyList<(IdleUnit Unit, int Row)> Run(IReadOnlyList<IdleUnit> idle)
    {
        var few = network.Options.Sparsity.CodesAreSparse;
        var (worst, mean) = Judge(idle.Count);
        var (towards, targets, outputs, codes) = Read(worst);
        var living = Enumerable.Range(0, _parameters.HiddenUnits).Except(idle.Select(unit => unit.Unit)).ToArray();
        var (encoderNorm, decoderNorm) = (Norm(_parameters.EncoderWeights, living), Norm(_parameters.DecoderWeights, living));
        var sample = network.CreatePass(Math.Min(BiasRows, rows.Count));
        Gather([.. Enumerable.Range(0, sample.Capacity).Select(i => (int)((long)i * rows.Count / sample.Capacity))], sample);

        var begun = new List<(IdleUnit, int)>();
        for (var i = 0; i < worst.Length; i++)
        {
            var direction = Difference(towards.Row(i), mean);
            var error = Difference(targets.Row(i), outputs.Row(i));
            if (direction is null || error is null) continue;    // the row is the mean row: there is nothing to look for
            if (!few) HandOn(idle[i], codes[i, idle[i].Unit]);
            Set(_parameters.DecoderWeights.Row(idle[i].Unit), error, DecoderShare * decoderNorm);
            if (few) Set(_parameters.EncoderWeights.Row(idle[i].Unit), _parameters.Table.Targets == 0 ? error : direction, EncoderShare * encoderNorm);
            else Set(_parameters.EncoderWeights.Row(idle[i].Unit), direction, encoderNorm);
            network.ResetUnit(idle[i].Unit, few ? [] : Products(idle[i].Unit, sample.Input));
            begun.Add((idle[i], worst[i]));
        }
        return begun;
    }

    /// <summary>The rows with the largest squared errors, the largest first and those without any left out; and the mean row.</summary>
    private (int[] Worst, double[] Mean) Judge(int wanted)
    {
        var (worst, mean) = (new PriorityQueue<int, (double Error, int Earlier)>(), new ShardSums(network.Shards, _parameters.Inputs));
        foreach (var first in values.Through(rows, cancellation))
        {
            network.Encode(values);
            network.Decode(values);
            for (var r = 0; r < values.Rows; r++)
            {
                var row = values.Input.Row(r);
                var error = Reductions.SquaredDistance<T>(values.Target.Row(r), values.Output.Row(r));
                if (error > 0) worst.Enqueue(first + r, (error, -(first + r)));
                if (worst.Count > wanted) worst.Dequeue();
                var sums = mean.Of(values.Shard);
                for (var j = 0; j < sums.Length; j++) sums[j] += double.CreateTruncating(row[j]);
            }
        }
        var ordered = new (double Error, int Row)[worst.Count];
        while (worst.TryDequeue(out var row, out var rank)) ordered[worst.Count] = (rank.Error, row);
        // Those of all machines, the worst first, of equal ones the first.
        var all = network.Shards.Gather<(double Error, int Row)>(ordered);
        return ([.. all.OrderByDescending(one => one.Error).ThenBy(one => one.Row).Take(wanted).Select(one => one.Row)], [.. mean.Complete().ToArray().Select(sum => sum / rows.Count)]);
    }

    /// <summary>Some rows with their targets, outputs and codes.</summary>
    private (Matrix<T> Rows, Matrix<T> Targets, Matrix<T> Outputs, Matrix<T> Codes) Read(int[] which)
    {
        var few = network.Options.Sparsity.CodesAreSparse;
        var pass = network.CreatePass(Math.Max(1, which.Length), training: few);
        Gather(which, pass);
        if (which.Length > 0)
        {
            network.Encode(pass);
            network.Decode(pass);
        }
        return (pass.Input, pass.Target, pass.Output, few ? new Matrix<T>(0, 0) : pass.Codes);
    }

    private void Gather(int[] which, Pass<T> pass)
    {
        pass.Resize(which.Length, meanOver: which.Length);
        rows.Gather(which, pass.Incoming);
        pass.Take(pass.Incoming);
    }

    private void HandOn(IdleUnit idle, T code)
    {
        var row = _parameters.DecoderWeights.Row(idle.Unit);
        if (idle.TwinOf is { } other)
        {
            if (!_parameters.Tied) Elementwise.Map<T, Add<T>>(row, _parameters.DecoderWeights.Row(other), _parameters.DecoderWeights.Row(other), default);
            return;
        }
        Elementwise.Map<T, AddScaled<T>>(row, _parameters.DecoderBiases, _parameters.DecoderBiases, new AddScaled<T>(code));
    }

    private double[] Products(int unit, Matrix<T> sample) => [.. Enumerable.Range(0, sample.Rows).Select(i => Reductions.Dot<T>(sample.Row(i), _parameters.EncoderWeights.Row(unit)))];

    /// <summary>Mean length of the rows of some units; of a matrix fresh from initialisation where there is none.</summary>
    private static double Norm(Matrix<T> weights, int[] units) => units.Length > 0
        ? units.Average(l => Math.Sqrt(Reductions.SquaredNorm<T>(weights.Row(l))))
        : Math.Sqrt(2.0 * weights.Columns / (weights.Columns + weights.Rows + 1));

    private static double[]? Difference(ReadOnlySpan<T> row, ReadOnlySpan<T> other) => Unit([.. Numbers(row).Zip(Numbers(other), (x, y) => x - y)]);

    private static double[]? Difference(ReadOnlySpan<T> row, double[] other) => Unit([.. Numbers(row).Zip(other, (x, y) => x - y)]);

    private static double[] Numbers(ReadOnlySpan<T> row)
    {
        var numbers = new double[row.Length];
        for (var j = 0; j < row.Length; j++) numbers[j] = double.CreateTruncating(row[j]);
        return numbers;
    }

    /// <summary>The same direction with length 1; null where there is none but rounding, or numbers have run away.</summary>
    private static double[]? Unit(double[] vector)
    {
        var length = Math.Sqrt(vector.Sum(v => v * v));
        return length > 1e-6 && double.IsFinite(length) ? [.. vector.Select(v => v / length)] : null;
    }

    private static void Set(Span<T> row, double[] direction, double length)
    {
        for (var j = 0; j < row.Length; j++) row[j] = T.CreateTruncating(length * direction[j]);
    }
}
