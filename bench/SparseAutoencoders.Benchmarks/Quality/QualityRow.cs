namespace SparseAutoencoders.Benchmarks.Quality;

/// <summary>One training, judged.</summary>
/// <param name="Trial">What was trained.</param>
/// <param name="InUse">Which codes it has in use, where there is a choice; null else.</param>
/// <param name="Training">On the rows it was trained on.</param>
/// <param name="Test">On held-out rows.</param>
/// <param name="DecoderSimilarity">Mean over units of the largest |cosine| of its decoder row with another's.</param>
/// <param name="Found">Share of the known directions that a decoder row finds.</param>
/// <param name="Seconds">Of training alone.</param>
internal sealed record QualityRow(Trial Trial, string? InUse, Score Training, Score Test, double DecoderSimilarity, double? Found, double Seconds)
{
    /// <summary>Judges a model.</summary>
    public static QualityRow Of(Trial trial, string? inUse, ICoder coder, QualityRows rows, double seconds, Workers workers)
    {
        double? found = null;
        if (rows.Directions is { } directions)
        {
            var decoder = new Matrix<double>(coder.Decoder.Rows, coder.Decoder.Columns);
            for (var i = 0; i < decoder.All.Length; i++) decoder.All[i] = coder.Decoder.All[i];
            found = directions.Found(decoder);
        }
        return new(trial, inUse, Score.Of(coder, rows.Training), Score.Of(coder, rows.Test), Score.DecoderSimilarity(coder.Decoder, workers), found, Math.Round(seconds, 2));
    }
}
