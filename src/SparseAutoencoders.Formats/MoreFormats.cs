namespace SparseAutoencoders.Formats;

/// <summary>All that this companion adds, in one call.</summary>
public static class MoreFormats
{
    /// <summary>The choices, with NPZ, CSV, Parquet, Arrow (Feather), PNG and JPEG among what is read, and Parquet and sparse NPZ among what is written.</summary>
    public static Choices WithMoreFormats(this Choices choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return choices with
        {
            Formats = [.. choices.Formats, NpzRows.Format, CsvRows.Format, ParquetRows.Format, ArrowRows.Format, ImageRows.Format],
            Outputs = [.. choices.Outputs, ParquetOutput.Format, NpzOutput.Format],
        };
    }
}
