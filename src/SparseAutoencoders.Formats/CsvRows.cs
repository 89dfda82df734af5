namespace SparseAutoencoders.Formats;

/// <summary>Placeholder.</summary>
internal static class CsvRows;
