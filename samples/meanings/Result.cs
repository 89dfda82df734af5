using System.Globalization;

namespace Meanings;

/// <summary>One way to see rows, judged. What a way does not have is null.</summary>
/// <param name="Way">Its name.</param>
/// <param name="Asked">Features a row that were asked for.</param>
/// <param name="L0">Features a held-out row has, mean.</param>
/// <param name="ExplainedVariance">On held-out rows.</param>
/// <param name="Dead">Share of units active on no training row.</param>
/// <param name="DecoderSimilarity">Mean over units of the largest |cosine| with another unit's decoder row.</param>
/// <param name="ClassF1">Mean over classes of F1 on held-out rows, of the feature and threshold best on the training rows.</param>
/// <param name="WordsAuc">How well words found on every second row tell a feature's active rows among the others, median over features.</param>
/// <param name="StrongWordsAuc">The same of each feature's strongest rows alone, as many as there are rows for each feature, at least 20.</param>
/// <param name="RowsPerSecond">In training.</param>
internal sealed record Result(string Way, double? Asked, double? L0, double? ExplainedVariance, double? Dead, double? DecoderSimilarity, double ClassF1, double? WordsAuc, double? StrongWordsAuc, double? RowsPerSecond)
{
    /// <summary>Columns of the file.</summary>
    public static string CsvHead => "way,l0_asked,l0,explained_variance,dead_share,decoder_similarity,class_f1,words_auc,strong_words_auc,rows_per_second";

    /// <summary>Columns of the table.</summary>
    public static string MarkdownHead => """
        | way | L0 asked | L0 held out | explained variance held out | dead units | decoder similarity | F1 of the classes | AUC of words | of its strongest rows | rows/s |
        |---|---|---|---|---|---|---|---|---|---|
        """;

    /// <summary>A line of the file.</summary>
    public string Csv => string.Create(CultureInfo.InvariantCulture, $"{Way},{Asked},{L0},{ExplainedVariance},{Dead},{DecoderSimilarity},{ClassF1},{WordsAuc},{StrongWordsAuc},{RowsPerSecond:F0}");

    /// <summary>A line of the table.</summary>
    public string Markdown => string.Create(CultureInfo.InvariantCulture, $"| {Way} | {Asked} | {L0:F2} | {ExplainedVariance:F3} | {Dead:P1} | {DecoderSimilarity:F2} | {ClassF1:F3} | {WordsAuc:F3} | {StrongWordsAuc:F3} | {RowsPerSecond:N0} |");
}
