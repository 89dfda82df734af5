using SparseAutoencoders.Benchmarks.Contrast;

namespace SparseAutoencoders.Benchmarks.Quality;

/// <summary>Rows to learn from and rows to be judged by, scaled as <c>norm</c> does it: minus the mean of the first, all by one number, so that the mean squared length is 1.</summary>
internal sealed class QualityRows
{
    private QualityRows(Matrix<float> training, Matrix<float> test, KnownDirections? directions)
    {
        Directions = directions;
        var width = training.Columns;
        var mean = new double[width];
        for (var i = 0; i < training.Rows; i++)
            for (var j = 0; j < width; j++) mean[j] += (double)training[i, j] / training.Rows;
        var square = 0.0;
        for (var i = 0; i < training.Rows; i++)
            for (var j = 0; j < width; j++) square += (training[i, j] - mean[j]) * (training[i, j] - mean[j]);
        var scale = Math.Sqrt(training.Rows / square);
        foreach (var rows in new[] { training, test })
            for (var i = 0; i < rows.Rows; i++)
                for (var j = 0; j < width; j++) rows[i, j] = (float)(scale * (rows[i, j] - mean[j]));
        (Training, Test) = (Rows.From(training), Rows.From(test));
    }

    /// <summary>Learned from.</summary>
    public IRows Training { get; }

    /// <summary>Held out.</summary>
    public IRows Test { get; }

    /// <summary>What the rows are made of, where that is known.</summary>
    public KnownDirections? Directions { get; }

    /// <summary>The first of the images of two files.</summary>
    public static QualityRows Images(string training, string test, int trainingRows, int testRows) => new(First(training, trainingRows), First(test, testRows), null);

    /// <summary>Rows made of known directions, the last of them held out.</summary>
    public static QualityRows Known(KnownDirections directions, int heldOut)
    {
        var training = directions.Rows.Count - heldOut;
        return new(directions.Rows.Slice(0, training).ToMatrix<float>(), directions.Rows.Slice(training, heldOut).ToMatrix<float>(), directions);
    }

    private static Matrix<float> First(string images, int count)
    {
        using var rows = Choices.BuiltIn.Open(images);
        return rows.Slice(0, Math.Min(count, rows.Count)).ToMatrix<float>();
    }
}
