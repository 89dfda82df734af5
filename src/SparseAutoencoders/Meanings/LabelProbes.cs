namespace SparseAutoencoders;

/// <summary>Sparse logistic models: for each label, units are chosen one after the other, each the one that tells most of what those before it have left over.</summary>
/// <remarks>Every fifth row is held out. A unit tells most where |Σ r h| / √(Σ (h − h̄)²) is largest over the rows learned from, r = label − probability; then all chosen ones are fitted anew, by Newton's method.
/// The model of all inputs is fitted by L-BFGS, its weights drawn towards 0.</remarks>
internal sealed class LabelProbes
{
    private const int Units = 5, HeldOut = 5, Steps = 25, Iterations = 100;

    private const double Ridge = 1e-4, InputsRidge = 1e-3;

    // Numbers of all rows together: more are not told better.
    private const int MostRows = 50_000;
    private const long MostNumbers = 32 << 20;

    private readonly IRows _inputs;
    private readonly RowLabels _all, _training, _others;
    private readonly int[] _trainingRows, _otherRows;
    private readonly List<ActiveRows.OfUnit> _units = [];
    private readonly CancellationToken _cancellation;

    /// <param name="inputs">(rows, inputs), as the network sees them or not: each is brought to spread 1.</param>
    /// <param name="encode">Gives the codes of rows, (rows, hidden units).</param>
    /// <param name="labels">One for each row.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">The labels are no classes, or of no use.</exception>
    public LabelProbes(IRows inputs, Func<IRows, IRows> encode, IRowTexts labels, CancellationToken cancellation)
    {
        var labelled = RowLabels.Of(labels, cancellation);
        if (labelled.Numbers is not null) throw new InvalidDataException("labels: they are numbers, and few units together are asked to tell classes. Give each row its class (`Labels`).");
        int[] known = [.. Enumerable.Range(0, labels.Count).Where(row => labelled.Classes[row] >= 0)];
        var codes = encode(inputs);
        var most = (int)Math.Clamp(MostNumbers / Math.Max(inputs.Width, codes is ISparseRows ? 1 : codes.Width), HeldOut, MostRows);
        if (known.Length > most) known = [.. Enumerable.Range(0, most).Select(i => known[(int)((long)i * known.Length / most)])];
        (_inputs, _cancellation) = (new RowSelection(inputs, known, others: false), cancellation);
        _trainingRows = [.. Enumerable.Range(0, known.Length).Where(row => row % HeldOut != HeldOut - 1)];
        _otherRows = [.. Enumerable.Range(0, known.Length).Where(row => row % HeldOut == HeldOut - 1)];
        _all = labelled.Part(known);
        (_training, _others) = (_all.Part(_trainingRows), _all.Part(_otherRows));
        ActiveRows.ForEach(encode(_inputs), _units.AddRange, null, cancellation);
    }

    /// <summary>A probe for each label, in the order of their names.</summary>
    public IReadOnlyList<LabelProbe> Run()
    {
        var counts = _all.Counts;
        var (trainingScores, otherScores) = (new LabelScores(_training), new LabelScores(_others));
        var inputs = OfInputs(trainingScores, otherScores);
        var probes = new LabelProbe[counts.Length];
        Parallel.For(0, counts.Length, new ParallelOptions { CancellationToken = _cancellation }, label =>
        {
            var chosen = new List<int>();
            var columns = new List<float[]>();
            var scores = new List<ProbeScore>();
            var predictor = new double[_all.Classes.Length];     // of every row
            for (var count = 1; count <= Units; count++)
            {
                _cancellation.ThrowIfCancellationRequested();
                if (Next(label, predictor, chosen) is not { } unit) break;
                chosen.Add(unit);
                columns.Add(Column(unit));
                Fit(label, columns, predictor);
                if (count == 1) scores.Add(Judge(label, [.. chosen], predictor, trainingScores, otherScores));
            }
            scores.Add(Judge(label, [.. chosen], predictor, trainingScores, otherScores));
            probes[label] = new(_all.Names[label], counts[label], scores[0], scores[^1], inputs[label]);
        });
        return probes;
    }

    /// <summary>The unit that tells most of what is left over; null where none tells anything.</summary>
    private int? Next(int label, double[] predictor, List<int> chosen)
    {
        var residual = new double[predictor.Length];             // 0 on held-out rows
        var mean = 0.0;
        foreach (var row in _trainingRows)
        {
            residual[row] = (_all.Classes[row] == label ? 1 : 0) - (chosen.Count == 0 ? 0 : Logistic.Value(predictor[row]));
            mean += residual[row] / _trainingRows.Length;
        }
        foreach (var row in _trainingRows) residual[row] -= mean;
        var (best, found) = (0.0, (int?)null);
        foreach (var unit in _units)
        {
            if (chosen.Contains(unit.Unit)) continue;
            var (product, sum, square) = (0.0, 0.0, 0.0);
            for (var i = 0; i < unit.Rows.Length; i++)
            {
                if (unit.Rows[i] % HeldOut == HeldOut - 1) continue;
                double h = unit.Values[i];
                (product, sum, square) = (product + residual[unit.Rows[i]] * h, sum + h, square + h * h);
            }
            var spread = square - sum * sum / _trainingRows.Length;
            if (spread > 1e-9 * square && Math.Abs(product) / Math.Sqrt(spread) is var told && told > best) (best, found) = (told, unit.Unit);
        }
        return found;
    }

    /// <summary>A unit's activation on every row, the largest as 1.</summary>
    private float[] Column(int unit)
    {
        var (column, of) = (new float[_all.Classes.Length], _units[unit]);
        var largest = of.Values.Max();
        for (var i = 0; i < of.Rows.Length; i++) column[of.Rows[i]] = of.Values[i] / largest;
        return column;
    }

    /// <summary>Fits weights and an intercept to the rows learned from, and works out the predictor of every row.</summary>
    private void Fit(int label, List<float[]> columns, double[] predictor)
    {
        var size = columns.Count + 1;                            // the intercept is the last
        var (weights, gradient, curvature) = (new double[size], new double[size], new double[size * size]);
        var x = new double[size];
        x[^1] = 1;
        for (var step = 0; step < Steps; step++)
        {
            Array.Clear(gradient);
            Array.Clear(curvature);
            for (var j = 0; j < size - 1; j++) (gradient[j], curvature[j * size + j]) = (Ridge * _trainingRows.Length * weights[j], Ridge * _trainingRows.Length);
            foreach (var row in _trainingRows)
            {
                var z = 0.0;
                for (var j = 0; j < size - 1; j++) x[j] = columns[j][row];
                for (var j = 0; j < size; j++) z += weights[j] * x[j];
                var p = Logistic.Value(z);
                var (error, bend) = (p - (_all.Classes[row] == label ? 1 : 0), Math.Max(p * (1 - p), 1e-9));
                for (var j = 0; j < size; j++)
                {
                    gradient[j] += error * x[j];
                    for (var k = 0; k <= j; k++) curvature[j * size + k] += bend * x[j] * x[k];
                }
            }
            var move = Solve(curvature, gradient, size);
            var longest = move.Max(Math.Abs);
            for (var j = 0; j < size; j++) weights[j] -= move[j] * Math.Min(1, 5 / Math.Max(longest, 1e-300));
            if (longest < 1e-8) break;
        }
        for (var row = 0; row < predictor.Length; row++)
        {
            predictor[row] = weights[^1];
            for (var j = 0; j < size - 1; j++) predictor[row] += weights[j] * columns[j][row];
        }
    }

    /// <summary>Solves a symmetric positive definite system, whose lower triangle is given, by Cholesky's decomposition.</summary>
    private static double[] Solve(double[] matrix, double[] right, int size)
    {
        var result = (double[])right.Clone();
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < j; k++) matrix[j * size + j] -= matrix[j * size + k] * matrix[j * size + k];
            matrix[j * size + j] = Math.Sqrt(Math.Max(matrix[j * size + j], 1e-12));
            for (var i = j + 1; i < size; i++)
            {
                for (var k = 0; k < j; k++) matrix[i * size + j] -= matrix[i * size + k] * matrix[j * size + k];
                matrix[i * size + j] /= matrix[j * size + j];
            }
            for (var k = 0; k < j; k++) result[j] -= matrix[j * size + k] * result[k];
            result[j] /= matrix[j * size + j];
        }
        for (var j = size - 1; j >= 0; j--)
        {
            for (var i = j + 1; i < size; i++) result[j] -= matrix[i * size + j] * result[i];
            result[j] /= matrix[j * size + j];
        }
        return result;
    }

    private ProbeScore Judge(int label, IReadOnlyList<int> units, double[] predictor, LabelScores trainingScores, LabelScores otherScores)
    {
        float[] training = [.. _trainingRows.Select(row => (float)predictor[row])], others = [.. _otherRows.Select(row => (float)predictor[row])];
        var threshold = trainingScores.All([.. Enumerable.Range(0, training.Length)], training)[label].Threshold;
        var (said, right, there) = (0, 0, 0);
        for (var i = 0; i < others.Length; i++)
        {
            var has = _others.Classes[i] == label;
            there += has ? 1 : 0;
            if (others[i] < threshold) continue;
            said++;
            right += has ? 1 : 0;
        }
        var auc = there == 0 ? double.NaN : otherScores.All([.. Enumerable.Range(0, others.Length)], others)[label].Auc;
        return new(units, said + there == 0 ? 0 : 2.0 * right / (said + there), auc);
    }

    /// <summary>All inputs: of every label a logistic model, fitted together.</summary>
    private ProbeScore[] OfInputs(LabelScores trainingScores, LabelScores otherScores)
    {
        var (width, labels, rows) = (_inputs.Width, _all.Names.Count, _trainingRows.Length);
        var all = _inputs.ToMatrix<double>();
        var spread = new RowStatistics(width);
        spread.Add(all, Workers.Shared);
        for (var r = 0; r < all.Rows; r++)
            for (var j = 0; j < width; j++) all[r, j] = (all[r, j] - spread.Mean[j]) / Math.Sqrt(Math.Max(spread.Variance(j), 1e-30));
        var training = new Matrix<double>(rows, width);
        for (var i = 0; i < rows; i++) all.Row(_trainingRows[i]).CopyTo(training.Row(i));
        var (point, slope) = (new Matrix<double>(1, labels * (width + 1)), new Matrix<double>(1, labels * (width + 1)));
        var (weights, gradient) = (point.Window(0, labels, width), slope.Window(0, labels, width));
        var errors = new Matrix<double>(rows, labels);
        var minimizer = new Lbfgs<double>(point, slope, 10, Value);
        var value = Value();
        for (var i = 0; i < Iterations && minimizer.Step(ref value); i++) _cancellation.ThrowIfCancellationRequested();

        var logits = new Matrix<double>(all.Rows, labels);
        MatrixProduct.MultiplyByTranspose(all, weights, logits, Workers.Shared);
        return [.. Enumerable.Range(0, labels).Select(label => Judge(label, [], [.. Enumerable.Range(0, all.Rows).Select(r => logits[r, label] + Intercept(label))], trainingScores, otherScores))];

        double Intercept(int label) => point[0, labels * width + label];

        double Value()
        {
            MatrixProduct.MultiplyByTranspose(training, weights, errors, Workers.Shared);
            var loss = 0.0;
            var intercepts = slope.All[(labels * width)..];
            intercepts.Clear();
            for (var i = 0; i < rows; i++)
            {
                for (var label = 0; label < labels; label++)
                {
                    var z = errors[i, label] + Intercept(label);
                    var has = _training.Classes[i] == label;
                    loss += (Logistic.Softplus(z) - (has ? z : 0)) / rows;
                    errors[i, label] = (Logistic.Value(z) - (has ? 1 : 0)) / rows;
                    intercepts[label] += errors[i, label];
                }
            }
            MatrixProduct.TransposeMultiply(errors, training, gradient, Workers.Shared);
            for (var w = 0; w < weights.All.Length; w++)
            {
                loss += InputsRidge / 2 * weights.All[w] * weights.All[w];
                gradient.All[w] += InputsRidge * weights.All[w];
            }
            return loss;
        }
    }

    /// <summary>1 / (1 + e^−z), and log(1 + e^z), without overflow.</summary>
    private static class Logistic
    {
        public static double Value(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));

        public static double Softplus(double z) => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
    }
}
