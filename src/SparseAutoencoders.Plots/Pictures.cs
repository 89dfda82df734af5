namespace SparseAutoencoders.Plots;

/// <summary>Placeholder.</summary>
internal static class Pictures;
