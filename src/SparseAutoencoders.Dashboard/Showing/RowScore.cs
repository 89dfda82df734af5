namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>A row's score: its own reconstruction loss, in the space the network sees (<see cref="SparseAutoencoder.Score(IRows)"/>).</summary>
public readonly record struct RowScore(int Row, double Score);
