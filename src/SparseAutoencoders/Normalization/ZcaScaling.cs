namespace SparseAutoencoders;

/// <summary>Zero-phase whitening: inputs uncorrelated, variances near 1, and each still looks like itself.</summary>
/// <remarks>x' = (x − mean) / s with one s for all inputs, the square root of the mean variance; then x'' = x' (C + εI)^(−½), C the
/// covariance of x'. So ε is a share of the mean variance, whatever the data's unit. Where there are fewer rows than inputs, it is worked out from the products of rows
/// with each other. Source: Bell and Sejnowski (1997).</remarks>
public sealed record ZcaScaling : ScalingOptions
{
    // Products that the iterations come to: some 20 steps of 3 for a root, some 40 of 2 for an inverse.
    private const int RootProducts = 60, InverseProducts = 80;

    // Multiply-adds, a quarter of an hour on two cores: what takes longer is not begun.
    private const double MostOperations = 4e13;

    /// <summary>Added to each variance before its square root is divided by, as a share of the mean variance: keeps noise small. Default 0.01; above 0.</summary>
    [Setting("zca-epsilon", "added to each variance before whitening, as a share of the mean variance", Above = 0)]
    public double Epsilon { get; init; } = 0.01;

    /// <inheritdoc/>
    public override bool Rotates => true;

    /// <inheritdoc/>
    public override void Expect(IRows rows, ScalingWork work)
    {
        Check(rows.Name, rows.Count, rows.Width, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        work.Expect(Operations(rows.Count, rows.Width));
    }

    // The covariance takes a pass of its own: it is of rows that are shifted by their mean.
    /// <inheritdoc/>
    public override Normalizer Fit(IRows rows, RowStatistics statistics, ScalingWork work)
    {
        var meanVariance = Enumerable.Range(0, rows.Width).Average(statistics.Variance);
        var scale = new double[rows.Width];
        Array.Fill(scale, Reciprocal(rows, Array.IndexOf(statistics.Max, statistics.Max.Max()), Math.Sqrt(meanVariance)));
        var centring = new Normalizer(statistics.Mean, scale, rotation: null);
        var few = rows.Count < rows.Width;
        return new Normalizer(statistics.Mean, scale, few ? FromRows(rows, centring, work) : FromInputs(rows, centring, work)) { IsWide = statistics.NeedDouble(statistics.Mean, scale), HasFewRows = few };
    }

    /// <summary>Refuses, before it is begun, what memory or patience cannot give.</summary>
    /// <param name="name">Of the rows.</param>
    /// <param name="rows">How many.</param>
    /// <param name="inputs">Numbers in one.</param>
    /// <param name="memory">Bytes there are.</param>
    /// <exception cref="InvalidDataException">What it would take, and what to do instead.</exception>
    internal static void Check(string name, int rows, int inputs, long memory)
    {
        const string wayOut = "Take `StandardScaling`, fewer inputs (`Columns`), or patches of images (`Patches`).";
        var (bytes, operations) = (Bytes(rows, inputs), Operations(rows, inputs));
        if (bytes > memory)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{name}: whitening (`ZcaScaling`) {inputs} inputs takes {bytes / 1e9:0.#} GB of memory, for what is done to them is {inputs} x {inputs} numbers, and there are {memory / 1e9:0.#} GB. {wayOut}"));
        if ((long)inputs * inputs > Array.MaxLength - 64)
            throw new InvalidDataException($"{name}: whitening (`ZcaScaling`) {inputs} inputs needs a matrix of {inputs} x {inputs} numbers, more than one array holds. {wayOut}");
        if (operations > MostOperations)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{name}: whitening (`ZcaScaling`) {inputs} inputs over {rows} rows takes {operations:0.#E+0} multiply-adds, and more than {MostOperations:0E+0}, a quarter of an hour on two cores, are not begun. {wayOut}"));
    }

    // Multiply-adds of all products; that of the Gram matrix with the rows makes the rotation.
    private static double Operations(double rows, double inputs) => rows < inputs
        ? (2 * rows * rows * inputs) + (rows * inputs * inputs) + ((RootProducts + InverseProducts + 2) * rows * rows * rows)
        : (rows * inputs * inputs) + (RootProducts * inputs * inputs * inputs);

    // While it is worked out, then while the model is saved: the rotation in double precision, in single, and as it is written.
    private static double Bytes(double rows, double inputs) => rows < inputs
        ? Math.Max((8 * inputs * inputs) + (16 * rows * inputs) + (48 * rows * rows), 16 * inputs * inputs)
        : 40 * inputs * inputs;

    /// <summary>(C + εI)^(−½) from the covariance of the inputs.</summary>
    private Matrix<double> FromInputs(IRows rows, Normalizer centring, ScalingWork work)
    {
        var covariance = new Matrix<double>(rows.Width, rows.Width);
        var total = new ShardTotal<Matrix<double>, double>(work.Workers.Shards, covariance, () => new(rows.Width, rows.Width), matrix => matrix, work.Workers);
        for (var shard = 0; shard < work.Workers.Shards.Own; shard++)
        {
            foreach (var (_, block) in RowWalk.Blocks<double>(work.Workers.Shards, shard, rows, BlockSizes.Rows, work.Cancellation))
            {
                centring.Apply(block, work.Workers);
                var (sum, begun) = total.Of(shard);
                work.TransposeMultiply(block, block, sum, accumulate: begun);
            }
        }
        total.Complete();
        Elementwise.Map<double, Scale<double>>(covariance.All, covariance.All, new Scale<double>(1.0 / rows.Count));
        AddToDiagonal(covariance, Epsilon);
        return SymmetricRoots.InverseSquareRoot(covariance, work);
    }

    /// <summary>The same from the rows' Gram matrix. With X the rows, K = XXᵀ/n and S = (K + εI)^½ it is ε^(−½) (I − Xᵀ S⁻¹ (S + √ε I)⁻¹ X / n).</summary>
    private Matrix<double> FromRows(IRows rows, Normalizer centring, ScalingWork work)
    {
        var (n, root) = (rows.Count, Math.Sqrt(Epsilon));
        var all = new Matrix<double>(n, rows.Width);
        foreach (var (first, block) in RowWalk.Blocks<double>(rows, ScalingWork.RowsAtOnce(rows.Width, n), work.Cancellation))
        {
            centring.Apply(block, work.Workers);
            block.All.CopyTo(all.Block(first, block.Rows));
        }
        var (gram, shifted, factor) = (new Matrix<double>(n, n), new Matrix<double>(n, n), new Matrix<double>(n, n));
        work.MultiplyByTranspose(all, all, gram);
        Elementwise.Map<double, Scale<double>>(gram.All, gram.All, new Scale<double>(1.0 / n));
        AddToDiagonal(gram, Epsilon);
        var inverseRoot = SymmetricRoots.InverseSquareRoot(gram, work);                          // S⁻¹
        work.Multiply(gram, inverseRoot, shifted);                                               // S
        AddToDiagonal(shifted, root);
        work.Multiply(inverseRoot, SymmetricRoots.Inverse(shifted, work), factor);
        Elementwise.Map<double, Scale<double>>(factor.All, factor.All, new Scale<double>(-1 / (root * n)));

        var weighed = new Matrix<double>(rows.Width, n);
        work.TransposeMultiply(all, factor, weighed, accumulate: false);
        var rotation = new Matrix<double>(rows.Width, rows.Width);
        work.Multiply(weighed, all, rotation);
        AddToDiagonal(rotation, 1 / root);
        SymmetricRoots.Symmetrize(rotation, work);
        return rotation;
    }

    private static void AddToDiagonal(Matrix<double> matrix, double number)
    {
        for (var j = 0; j < matrix.Rows; j++) matrix[j, j] += number;
    }
}
